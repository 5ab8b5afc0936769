"use strict";
/* The page of one case: acts by number, sealed content by R, the list's next case by ] and [. */

(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const busy = (target) =>
    document.querySelector("dialog[open]") ||
    (target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  /* In the order they are read: the buttons from the first on, then the menu. */
  function acts() {
    const addresses = new Set();
    const found = all(".action-bar > [data-act]").reverse().concat(all(".drop__box--acts > [data-act]"));
    return found.filter((each) => !addresses.has(each.href) && addresses.add(each.href));
  }

  function step(by) {
    let listed = [];
    try {
      listed = JSON.parse(sessionStorage.getItem("listed") || "[]");
    } catch (broken) {
      sessionStorage.removeItem("listed");
    }
    const at = listed.indexOf(window.location.pathname);
    const next = at < 0 ? undefined : listed[at + by];
    if (next) window.location.assign(next);
  }

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return;
    const reveal = event.key.toLowerCase() === "r" && document.querySelector("[data-reveal], .reveal, .sealed .button");
    const act = /^[1-9]$/.test(event.key) && acts()[Number(event.key) - 1];
    if (reveal || act) (reveal || act).click();
    else if (event.key === "]" || event.key === "[") step(event.key === "]" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // Everything that is folded away on the screen belongs on paper.
  window.addEventListener("beforeprint", () => {
    for (const each of all(".custody, .basis, .why--clocks, .facts__rest")) each.open = true;
  });
})();
