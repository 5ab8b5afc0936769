"use strict";
/* Registration for the telephone. The page works without it: this makes it quick, and keeps what is
   typed while the network is away. */

(() => {
  const form = document.querySelector("[data-register]");
  if (!form) return;
  const all = (selector, root = form) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = form) => root.querySelector(selector);
  const seen = (field) => (field.checkVisibility ? field.checkVisibility() : field.offsetParent !== null) && !field.disabled && field.tabIndex !== -1;
  const fields = () =>
    all("[data-section] :is(input, select, textarea), [data-step] :is(input, select, textarea)").filter(
      (field) => field.type !== "hidden" && seen(field) && (field.type !== "radio" || first(field)));
  // Of a group of radios the tab order knows the chosen one, or the first.
  const first = (radio) => {
    const group = all(`input[type=radio][name="${radio.name}"]`);
    return radio === (group.find((each) => each.checked) || group[0]);
  };

  /* ---- keys ---------------------------------------------------------------------------------- */

  function onward(from) {
    const found = fields();
    const group = from.type === "radio" ? found.find((each) => each.name === from.name) : from;
    const next = found[found.indexOf(group) + 1];
    (next || one("[data-submit]")).focus();
    if (next && next.select && next.type !== "radio") next.select();
  }

  function section(number) {
    const place = number ? one(`[data-section="${number}"]`) : one("#beside");
    const target = place && one(":is(input, select, textarea, a, button):not([type=hidden], [tabindex='-1'])", place);
    if (target) target.focus();
    if (target) target.scrollIntoView({ block: "center" });
    return Boolean(target);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const held = event.ctrlKey || event.metaKey;
    if (held && event.key === "Enter") {
      event.preventDefault();
      one("[data-submit]").click();
    } else if (held && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    } else if (event.altKey && !held && /^Digit\d$/.test(event.code)) {
      const digit = event.code.slice(5);
      const button = one(`[data-alt="${digit}"]`);
      event.preventDefault();
      if (button) button.click(); else section(Number(digit));
    }
  });

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!field.closest("[data-section], [data-step]") || !field.matches("input, select")) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      onward(field);
    } else if (field.type === "radio" && /^[1-9]$/.test(event.key)) {
      const wanted = all(`input[type=radio][name="${field.name}"]`)[Number(event.key) - 1];
      if (wanted) { event.preventDefault(); wanted.click(); wanted.focus(); }
    }
  });

  /* ---- long lists: type part of a word, or its number ------------------------------------------ */

  let count = 0;

  function choose(select, value) {
    select.value = value;
    for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
  }

  function pick(select) {
    const label = one(`label[for="${select.id}"]`);
    const box = document.createElement("div");
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const id = `pick-${++count}`;
    box.className = "pick";
    Object.assign(input, { className: "input", type: "text", id: `${select.id}-pick`, autocomplete: "off" });
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    for (const name of ["aria-invalid", "aria-required", "aria-describedby"])
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    input.placeholder = select.options[0].value ? "" : select.options[0].text;
    Object.assign(list, { className: "pick__list", id, hidden: true });
    list.setAttribute("role", "listbox");
    if (label) { label.htmlFor = input.id; list.setAttribute("aria-label", label.textContent.trim()); }
    select.classList.add("pick__value");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.before(box);
    box.append(input, list, select);
    let at = -1;

    const chosen = () => (select.value ? select.selectedOptions[0].text.trim() : "");
    const rows = () => all("[role=option]", list);
    const mirror = () => { input.value = chosen(); };
    function mark(index) {
      const found = rows();
      at = found.length ? (index + found.length) % found.length : -1;
      found.forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
      if (at >= 0) {
        input.setAttribute("aria-activedescendant", found[at].id);
        found[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function open(text) {
      const wanted = text.trim().toLowerCase();
      const options = Array.from(select.options).filter((option) => option.value);
      const numbered = options.map((option, n) => ({ option, n: n + 1 }));
      const fits = numbered.filter(({ option, n }) => !wanted || String(n) === wanted
        || option.text.toLowerCase().includes(wanted));
      list.replaceChildren(...fits.map(({ option, n }) => {
        const row = document.createElement("li");
        const digit = document.createElement("span");
        digit.className = "pick__number";
        digit.setAttribute("aria-hidden", "true");
        digit.textContent = n;
        row.append(digit, option.text.trim());
        row.id = `${id}-${n}`;
        row.setAttribute("role", "option");
        row.dataset.value = option.value;
        return row;
      }));
      if (!fits.length) {
        const none = document.createElement("li");
        none.className = "pick__none";
        none.setAttribute("role", "presentation");
        none.textContent = form.dataset.none;
        list.append(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", String(!list.hidden));
      const exact = fits.findIndex(({ option, n }) => String(n) === wanted || option.value === select.value);
      mark(exact >= 0 ? exact : 0);
    }
    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function take(row) {
      close();
      if (row && select.value !== row.dataset.value) choose(select, row.dataset.value);
      mirror();
    }
    const typed = () => input.value.trim() !== chosen();

    // What is wrong with a field stands below it: there the list waits for a key or a click.
    input.addEventListener("focus", () => { input.select(); if (!input.matches("[aria-invalid=true]")) open(""); });
    input.addEventListener("click", () => { if (list.hidden) open(""); });
    input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("blur", () => {
      if (!input.value.trim() && select.value && select.options[0].value === "") choose(select, "");
      close();
      mirror();
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open(""); else mark(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
        mirror();
      } else if ((event.key === "Enter" || event.key === "Tab") && !list.hidden && !event.ctrlKey) {
        // Tab past a field nothing was typed in chooses nothing.
        // Where nothing fits, Enter stays: leaving would throw away what was typed unseen.
        if (event.key === "Enter" && !rows().length) event.preventDefault();
        else if (event.key === "Enter" || (typed() && input.value.trim())) take(rows()[at]);
      }
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = event.target.closest("[role=option]");
      if (row) take(row);
    });
    select.addEventListener("change", mirror);
    mirror();
  }

  if (window.matchMedia("(pointer: fine)").matches)
    for (const select of all("select")) if (select.options.length > 8) pick(select);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-field]");
    if (!button) return;
    event.preventDefault();
    const name = button.dataset.takeField;
    const select = one(`select[name="${name}"]`);
    const radio = one(`input[type=radio][name="${name}"][value="${CSS.escape(button.dataset.takeValue)}"]`);
    if (select) select.value = button.dataset.takeValue;
    if (radio) radio.checked = true;
    (select || radio || form).dispatchEvent(new Event("change", { bubbles: true }));
    const shown = select && (one(".pick input", select.closest(".field")) || select);
    (shown || radio || form).focus();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const field = document.getElementById(button.dataset.fill);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  /* ---- the panel beside it: nothing moves under a pointer or a finger ------------------------- */

  const waiting = new Set();
  const held = (place) => place.childElementCount > 1
    && (place.matches(":hover") || place.contains(document.activeElement));

  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = event.detail.target;
    if (place.id !== "beside" || !held(place)) return;
    event.detail.shouldSwap = false;
    waiting.add(place);
  });
  function release() {
    for (const place of waiting)
      if (!held(place)) { waiting.delete(place); window.htmx.trigger(place, "look"); }
  }
  for (const name of ["pointerleave", "focusout"])
    one("#beside").addEventListener(name, () => setTimeout(release, 0));

  /* ---- nothing typed is lost ------------------------------------------------------------------ */

  const kept = `register:${form.dataset.draftOf}#`;
  const draft = () => document.getElementById("draft").value;
  // Each draft has a place of its own: what one left behind is not poured over another.
  const key = () => kept + draft();
  const offline = one("#offline");
  const foundAgain = one("#found-again");
  const leftBehind = one("#left-behind");
  let away = !navigator.onLine;
  let trying = false;
  let saving = "";
  let sent = null;
  let asked = false;
  let timer = 0;

  const entries = () => Array.from(new FormData(form).entries()).filter(
    ([name, value]) => name.startsWith("f-") && typeof value === "string");
  const blank = entries();

  let later = 0;
  function remember() {
    clearTimeout(later);
    later = setTimeout(keep, 300);
  }
  function keep() {
    try { sessionStorage.setItem(key(), JSON.stringify(entries())); } catch { /* full: the draft is kept by the server */ }
  }
  function save() {
    if (window.htmx) window.htmx.ajax("POST", form.action || window.location.href,
      { source: "#saved", target: "#saved-words", swap: "innerHTML" });
  }
  function fill(values) {
    for (const field of all("[name^='f-']")) {
      if (field.type === "hidden") continue;
      const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given[given.length - 1] || "";
      if (field.matches("select")) field.dispatchEvent(new Event("change"));
    }
  }
  function tell() {
    offline.hidden = !away;
    if (!away) return;
    clearTimeout(timer);
    timer = setTimeout(() => { trying = true; save(); }, 4000);
  }

  window.addEventListener("pagehide", () => { if (away) keep(); });
  // The window's copy dies with the window: while nobody can be reached, the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    if (away && !sent && sessionStorage.getItem(key())) event.preventDefault();
  });
  form.addEventListener("input", remember);
  form.addEventListener("change", remember);
  sessionStorage.removeItem("sent");
  window.addEventListener("pageshow", () => { sent = null; });
  const before = JSON.parse(sessionStorage.getItem(key()) || "null");
  const shown = new Set(blank.map(String));
  // What came back with the page is not lost; fields that came with it are no difference.
  if (before && before.some((each) => each[1] && !shown.has(String(each)))) {
    fill(before);
    foundAgain.hidden = false;
  } else sessionStorage.removeItem(key()); // the server has it
  const other = Object.keys(sessionStorage).find((each) => each.startsWith(kept) && each !== key());
  if (other) {
    const id = other.slice(kept.length);
    one("a", leftBehind).href = window.location.pathname + (id ? `?draft=${id}` : "");
    leftBehind.hidden = false;
  }
  one("[data-forget]").addEventListener("click", () => {
    fill(blank);
    foundAgain.hidden = true;
    sessionStorage.removeItem(key());
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "saved") {
      if (sent) { event.preventDefault(); return; } // a draft of what is being taken in helps nobody
      saving = key();
    }
    if (!["saved", "beside", "cards"].includes(event.detail.elt.id) || !away || trying) return;
    saving = "";
    event.preventDefault(); // it would fail, and say so each time
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "saved") return;
    const saved = saving;
    trying = false;
    saving = "";
    if (sent) { form.requestSubmit(sent.by); return; }
    if (!event.detail.successful) {
      // Somebody answers in place of a server that is down: that is nobody, too.
      if ([502, 503, 504].includes(event.detail.xhr.status)) { away = true; tell(); }
      return;
    }
    clearTimeout(later);
    for (const place of [saved, key()]) sessionStorage.removeItem(place);
    foundAgain.hidden = true;
    if (away) { away = false; tell(); window.htmx.trigger("#beside", "look"); }
    if (draft()) window.history.replaceState(null, "", `?draft=${draft()}`);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!form.contains(event.detail.elt)) return;
    trying = false;
    away = true;
    tell();
  });
  window.addEventListener("offline", () => { away = true; tell(); });
  window.addEventListener("online", () => { trying = true; save(); });
  async function reached() {
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), 4000);
    try {
      const answer = await fetch(form.dataset.ask, { cache: "no-store", signal: stop.signal });
      return answer.status < 500;
    } catch {
      return false;
    } finally { clearTimeout(patience); }
  }
  form.addEventListener("submit", (event) => {
    if (!away && !asked && !sent) {
      // Whether anybody is there is asked first: an error page in place of the form helps nobody.
      event.preventDefault();
      const by = event.submitter;
      keep();
      reached().then((there) => {
        asked = there;
        if (!there) away = true;
        form.requestSubmit(by);
        asked = false;
      });
      return;
    }
    if (!away) {
      if (saving) event.preventDefault(); // it waits for the draft being kept, to be rid of it too
      sent = { by: event.submitter };
      clearTimeout(later);
      // The page that comes next forgets it, see shouwen.js; where none comes, it is found again.
      keep();
      sessionStorage.setItem("sent", key());
      return;
    }
    sent = null;
    event.preventDefault();
    one("span", offline).textContent = form.dataset.untold;
    tell();
  });
  if (away) tell();

  // The first thing somebody on the telephone does is type, and what was just added comes first.
  const empty = (field) => !field.value || field.type === "radio";
  const start = one('[aria-invalid="true"]:is(input, select, textarea)')
    || fields().find((field) => field.closest("[data-step]") && empty(field)) || fields().find(empty);
  if (start && window.matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
    const place = seen(start) ? start : one(".pick input", start.closest(".field"));
    place.focus({ preventScroll: true });
    // What is wrong, or was just added, is brought into sight; a blank form begins at its head.
    if (start.matches('[aria-invalid="true"]') || start.closest("[data-step]")) place.scrollIntoView({ block: "center" });
  }
})();
