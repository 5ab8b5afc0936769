"use strict";
/* What the portal shortens: nothing here is needed. */

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  document.documentElement.classList.add("scripted");

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

  /* What is wrong is read first. */
  const wrong = one("[data-focus]");
  if (wrong) wrong.focus();

  /* Contact is not asked of the anonymous, nor for whom somebody speaks who speaks for himself. */
  const anonymous = one(".anonymous input[name^='f-'][type=checkbox]");
  const follow = () => {
    for (const part of all("[data-contact]")) part.hidden = anonymous.checked;
  };
  if (anonymous && one("[data-contact]")) {
    anonymous.addEventListener("change", follow);
    follow();
  }

  /* A form is sent once, however often it is pressed. */
  for (const sent of all("form[data-once]"))
    sent.addEventListener("submit", (event) => {
      if (sent.dataset.sent) event.preventDefault();
      sent.dataset.sent = "yes";
      window.setTimeout(() => { delete sent.dataset.sent; }, 4000);
    });
  window.addEventListener("pageshow", () => { for (const sent of all("form[data-once]")) delete sent.dataset.sent; });

  /* Letters and contrast change where one is: nothing typed is lost. */
  const looks = one(".looks__set");
  if (looks)
    looks.addEventListener("submit", (event) => {
      event.preventDefault();
      const { name, value } = event.submitter;
      const body = new FormData(looks, event.submitter);
      fetch(looks.action, { method: "POST", body, redirect: "manual", keepalive: true });
      const classes = document.body.classList;
      if (name === "contrast") {
        classes.toggle("portal--contrast", value === "high");
        event.submitter.setAttribute("aria-pressed", String(value === "high"));
        event.submitter.value = value === "high" ? "usual" : "high";
      } else {
        classes.remove("portal--large", "portal--largest");
        if (value !== "usual") classes.add(`portal--${value}`);
        for (const each of all("[name=type]", looks)) each.setAttribute("aria-pressed", String(each.value === value));
      }
    });

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
  if (navigator.share)
    for (const button of all("[data-share]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const text = one(`#${button.dataset.share}`).textContent;
        navigator.share({ title: button.dataset.title, text }).catch((stopped) => {
          if (stopped.name !== "AbortError") throw stopped;
        });
      });
    }
  for (const button of all("[data-print][hidden]")) button.hidden = false;

  /* The browser's own voice reads the page; nothing leaves the device. */
  const aloud = one("[data-aloud]");
  if (aloud && window.speechSynthesis && window.speechSynthesis.getVoices) {
    aloud.hidden = false;
    aloud.addEventListener("click", () => {
      const voice = window.speechSynthesis;
      const reading = aloud.getAttribute("aria-pressed") === "true";
      voice.cancel();
      aloud.setAttribute("aria-pressed", String(!reading));
      if (reading) return;
      const said = new SpeechSynthesisUtterance(one("main").innerText);
      said.lang = document.documentElement.lang;
      said.rate = 0.9;
      said.onend = () => aloud.setAttribute("aria-pressed", "false");
      voice.speak(said);
    });
  }
})();
