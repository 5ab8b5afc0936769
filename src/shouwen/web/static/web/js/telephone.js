// The banner of a call is left alone while somebody points at it or is in it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const banner = document.getElementById("ringing");
  const asked = event.detail.requestConfig?.verb === "get";
  if (event.detail.target !== banner || !asked) return;
  if (banner.matches(":hover") || banner.contains(document.activeElement)) {
    event.detail.shouldSwap = false;
  }
});

// Alt T goes to the banner from wherever one is typing, Escape back to the same place.
(() => {
  let from = null;
  document.addEventListener("keydown", (event) => {
    const banner = document.getElementById("ringing");
    if (!banner || event.isComposing) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyT") {
      const first = banner.querySelector(".button");
      if (!first) return;
      event.preventDefault();
      if (!banner.contains(document.activeElement)) from = document.activeElement;
      first.focus();
    } else if (event.key === "Escape" && from && banner.contains(document.activeElement)) {
      event.preventDefault();
      from.focus();
      from = null;
    }
  });
})();
