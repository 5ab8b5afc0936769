"use strict";
/* On English pages: what people wrote and what a regulation is called stays Chinese. It is marked as
   such, so that a voice says it in Chinese and the right glyphs are drawn. */

(() => {
  const chinese = /\p{Script=Han}/u;
  const latin = /\p{Script=Latin}{2}/u;
  const piece = /([《“（]?\p{Script=Han}(?:[^\p{Script=Latin}]*[\p{Script=Han}，。；：、？！”》）])?)/u;
  const kept = "script, style, textarea, [lang]:not(html)";

  function mark(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (chinese.test(walker.currentNode.data)) found.push(walker.currentNode);
    for (const text of found) {
      const holder = text.parentElement;
      if (!holder || holder.closest(kept)) continue;
      // An element with nothing but Chinese says so itself; among English words it is wrapped.
      if (holder.children.length === 0 && !latin.test(text.data)) {
        holder.lang = "zh-Hans";
      } else if (holder.tagName !== "OPTION" && holder.tagName !== "TITLE") {
        wrap(text);
      }
    }
    // A field is read in the language of what stands in it.
    for (const field of root.querySelectorAll("input, textarea"))
      if (!field.lang && field.type !== "hidden" && chinese.test(field.value)) field.lang = "zh-Hans";
  }

  function wrap(text) {
    const whole = document.createElement("span");
    if (latin.test(text.data)) {
      for (const part of text.data.split(piece))
        if (chinese.test(part)) {
          const own = document.createElement("span");
          own.lang = "zh-Hans";
          own.textContent = part;
          whole.append(own);
        } else whole.append(part);
    } else {
      whole.lang = "zh-Hans";
      whole.textContent = text.data;
    }
    text.replaceWith(whole);
  }

  mark(document.body);
  document.addEventListener("htmx:afterSettle", (event) => mark((event.detail && event.detail.target) || event.target));
})();
