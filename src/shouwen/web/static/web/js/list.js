"use strict";
/* The work list: choosing rows by key and mouse. Boxes, links and forms do all of it without. */

(() => {
  const MOST = 50;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  let last = null;

  const boxes = () => all("[data-pick]");
  const row = (box) => box.closest("[data-row]");

  function set(box, on) {
    if (on && !box.checked && boxes().filter((each) => each.checked).length >= MOST) return;
    box.checked = on;
  }

  function reach(box, on) {
    const line = boxes();
    const from = last && line.includes(last) ? line.indexOf(last) : line.indexOf(box);
    const to = line.indexOf(box);
    for (const each of line.slice(Math.min(from, to), Math.max(from, to) + 1)) set(each, on);
  }

  function tell() {
    const bar = one("#bulk");
    if (!bar) return;
    const picked = boxes().filter((box) => box.checked);
    for (const box of boxes()) row(box).toggleAttribute("data-picked", box.checked);
    const count = one(".bulk__count", bar);
    const words = picked.length >= MOST ? count.dataset.pickedMost : count.dataset.picked;
    count.textContent = words.replace("#", String(picked.length));
    bar.toggleAttribute("data-shown", picked.length > 0);
    const everything = one("[data-pick-all]");
    if (everything) {
      everything.checked = picked.length > 0 && picked.length === boxes().length;
      everything.indeterminate = picked.length > 0 && !everything.checked;
    }
  }

  function ready() {
    const bar = one("#bulk");
    if (!bar) return;
    bar.dataset.floating = "";
    for (const hidden of all("[data-pick-all][hidden], [data-pick-none][hidden]")) hidden.hidden = false;
    tell();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    if (target.matches("[data-pick]")) {
      if (event.shiftKey && last && last !== target) reach(target, target.checked);
      last = target;
      tell();
    } else if (target.matches("[data-pick-all]")) {
      const on = target.checked;
      for (const box of boxes()) set(box, on);
      tell();
    } else if (target.closest("[data-pick-none]")) {
      for (const box of boxes()) box.checked = false;
      tell();
    }
  });

  const current = () => one("[data-row][data-current]") ||
    (document.activeElement && document.activeElement.closest("[data-row]"));

  function press(event) {
    const here = current();
    const box = here && one("[data-pick]", here);
    switch (event.key) {
      case "x":
        if (!box) return false;
        set(box, !box.checked);
        last = box;
        return true;
      case "X":
        if (!box) return false;
        reach(box, true);
        last = box;
        return true;
      case "a": {
        const on = boxes().some((each) => !each.checked);
        for (const each of boxes()) set(each, on);
        return boxes().length > 0;
      }
      case "b": {
        const button = one("#bulk[data-shown] [data-bulk]");
        if (button) button.click();
        return Boolean(button);
      }
      case "v": {
        const glance = here && one("[data-glance]", here);
        if (glance) glance.click();
        return Boolean(glance);
      }
      case "]":
      case "[": {
        const link = one(event.key === "]" ? ".pager a[rel=next]" : ".pager a:not([rel])");
        if (link) link.click();
        return Boolean(link);
      }
      case "Escape":
        if (!boxes().some((each) => each.checked)) return false;
        for (const each of boxes()) each.checked = false;
        return true;
      default:
        return false;
    }
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (one("dialog[open]")) return;
    const typing = target instanceof HTMLElement &&
      (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
        (target.tagName === "INPUT" && target.type !== "checkbox"));
    if (typing) return;
    if (press(event)) {
      event.preventDefault();
      tell();
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "worklist") {
      last = null;
      ready();
    }
  });
  window.addEventListener("pageshow", ready);
  ready();
})();
