"use strict";
/* Beside a draft: line numbers, from a finding to its line, help for the section one is in.
   All of it is comfort; the form posts and the links lead without it. */

(() => {
  const editor = document.querySelector("[data-editor]");
  const text = editor && editor.querySelector("textarea");
  if (!text) return;
  const place = document.getElementById("draft-place");
  const help = document.getElementById("section-help");

  const gutter = document.createElement("pre");
  gutter.className = "editor__gutter number";
  gutter.setAttribute("aria-hidden", "true");
  editor.prepend(gutter);
  let lines = 0;
  const count = () => {
    const now = text.value.split("\n").length;
    if (now === lines) return;
    lines = now;
    gutter.textContent = Array.from({ length: lines }, (_, n) => n + 1).join("\n");
  };
  const follow = () => {
    gutter.scrollTop = text.scrollTop;
  };

  let section = "";
  const where = () => {
    const before = text.value.slice(0, text.selectionStart);
    const line = before.split("\n").length;
    if (place) place.textContent = `${line} / ${lines}`;
    const heads = before.match(/^[a-z_]+(?=:)/gm);
    const found = heads ? heads[heads.length - 1] : "";
    if (!found || found === section || !window.htmx) return;
    section = found;
    for (const link of document.querySelectorAll("[data-section]")) {
      if (link.dataset.section === section) {
        link.setAttribute("aria-current", "true");
        window.htmx.ajax("GET", editor.dataset.help.replace("SECTION", section), {
          target: help,
          swap: "innerHTML",
        });
      } else link.removeAttribute("aria-current");
    }
  };

  const go = (line) => {
    const before = text.value.split("\n").slice(0, line - 1).join("\n");
    const start = before.length + (line > 1 ? 1 : 0);
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    const height = parseFloat(getComputedStyle(text).lineHeight) || 20;
    text.scrollTop = Math.max(0, (line - 6) * height);
    where();
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-line]");
    if (button) go(Number(button.dataset.line));
  });
  text.addEventListener("input", count);
  text.addEventListener("scroll", follow);
  for (const kind of ["keyup", "click", "focus"]) text.addEventListener(kind, where);
  count();
})();
