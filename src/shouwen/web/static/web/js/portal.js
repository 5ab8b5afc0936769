"use strict";
/* What the portal shortens: nothing here is needed. */

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);

  /* The receipt's picture leads here with number and code behind the "#": no server sees them,
     and they leave the address bar at once. */
  const form = one("[data-track]");
  if (form && window.location.hash.length > 1) {
    const told = decodeURIComponent(window.location.hash.slice(1));
    const [number, code] = [told.slice(0, told.lastIndexOf(".")), told.slice(told.lastIndexOf(".") + 1)];
    window.history.replaceState(null, "", window.location.pathname);
    if (number && code) {
      one("#number", form).value = number;
      one("#code", form).value = code;
      one("button", form).focus();
    }
  }

  /* Contact is not asked of the anonymous. */
  const anonymous = one(".anonymous input[type=checkbox]");
  const contact = one("[data-contact]");
  if (anonymous && contact) {
    const follow = () => { contact.hidden = anonymous.checked; };
    anonymous.addEventListener("change", follow);
    follow();
  }

  if (navigator.clipboard)
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const words = one("span", button);
        const before = words.textContent;
        await navigator.clipboard.writeText(one(`#${button.dataset.copy}`).textContent.trim());
        words.textContent = button.dataset.copied;
        window.setTimeout(() => { words.textContent = before; }, 2400);
      });
    }
  for (const button of all("[data-print][hidden]")) button.hidden = false;
})();
