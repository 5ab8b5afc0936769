// The banner of a call is left alone while somebody points at it or is in it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const banner = document.getElementById("ringing");
  const asked = event.detail.requestConfig?.verb === "get";
  if (event.detail.target !== banner || !asked) return;
  if (banner.matches(":hover") || banner.contains(document.activeElement)) {
    event.detail.shouldSwap = false;
  }
});
