"use strict";
/* A story's steps follow the arrow keys; everything else are links. */

document.addEventListener("keydown", (event) => {
  const player = document.querySelector("[data-player]");
  if (!player || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select")) return;
  const way = { ArrowLeft: "[data-back]", ArrowRight: "[data-on]" }[event.key];
  const link = way && player.querySelector(way);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
