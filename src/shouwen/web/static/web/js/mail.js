"use strict";
/* The page of one message: R takes it, 1 to 4 open a way to settle it, ] and [ lead on in the list. */

(() => {
  const one = (selector) => document.querySelector(selector);

  function step(by) {
    let listed = [];
    try {
      listed = JSON.parse(sessionStorage.getItem("listed") || "[]");
    } catch (broken) {
      sessionStorage.removeItem("listed");
    }
    const at = listed.indexOf(window.location.pathname);
    const next = at >= 0 && listed[at + by];
    const on = by > 0 && one("[data-following], [data-inbox]");
    if (next) window.location.assign(next);
    else if (on) window.location.assign(on.href);
  }

  function open(number) {
    const ways = Array.from(document.querySelectorAll(".move"));
    const way = ways[number - 1];
    if (!way) return false;
    for (const each of ways) each.open = each === way;
    const first = way.querySelector("textarea, select, input:not([type=hidden]), button");
    if (first) first.focus();
    return true;
  }

  window.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one("dialog[open]")) return;
    if (at instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    if (event.key === "]" || event.key === "[") step(event.key === "]" ? 1 : -1);
    else if (!/^[1-9]$/.test(event.key) || !open(Number(event.key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
