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

  /* The whole history belongs on paper. Waits for it: what comes later is not printed any more.
     Where nobody answers, a line on the paper says how much is missing. */
  function fetchEarlier() {
    const rest = document.getElementById("history-rest");
    const history = document.getElementById("history");
    if (!rest || !history) return;
    const asked = new XMLHttpRequest();
    asked.open("GET", rest.href, false);
    asked.setRequestHeader("HX-Request", "true");
    try {
      asked.send();
    } catch (unreached) {
      return;
    }
    if (asked.status !== 200 || asked.responseURL !== rest.href.split("#")[0]) return;
    const held = document.createElement("template");
    held.innerHTML = asked.responseText;
    const whole = held.content.querySelector("#history");
    if (!whole) return;
    history.replaceWith(whole);
    window.htmx.process(whole);
  }

  // Everything that is folded away on the screen belongs on paper.
  window.addEventListener("beforeprint", () => {
    fetchEarlier();
    for (const each of all(".custody, .basis, .why--clocks, .facts__rest")) each.open = true;
  });
})();
