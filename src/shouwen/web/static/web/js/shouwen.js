"use strict";
/* The desk's only script. Everything it shortens works without it: links lead, forms post. */

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const modal = () => one("dialog[open]");

  /* ---- what htmx tells: the only place that knows the names of its events ------------------- */

  const htmxSays = {
    swapping: "htmx:beforeSwap",
    swapped: "htmx:afterSwap",
    settled: "htmx:afterSettle",
    refused: "htmx:responseError",
    lost: "htmx:sendError",
    asking: "htmx:configRequest",
  };
  const swappedInto = (event) => (event.detail && event.detail.target) || event.target;

  // A whole page where a part of one was asked for, as from something in between: what is open stays.
  document.addEventListener(htmxSays.swapping, (event) => {
    const { xhr, target } = event.detail;
    if (target.tagName === "BODY" || !/^\s*<(!doctype|html)/i.test(xhr.responseText)) return;
    event.detail.shouldSwap = false;
    if (xhr.status < 400 || !event.detail.isError) say("failed");
  });

  document.addEventListener(htmxSays.swapped, (event) => {
    const target = swappedInto(event);
    if (!(target instanceof HTMLDialogElement)) return;
    if (!target.childElementCount) return;
    if (target.open) return;
    target.showModal();
    // What asks for it has the focus by itself, such as a title above much to read first.
    if (one("[autofocus]", target)) return;
    // On a phone the keyboard would cover half of what has just been opened.
    const field = one("input:not([type=hidden]):not([type=radio]), select, textarea", target);
    const way = field || one(".bulk-acts__act, .drawer__foot a.button--primary", target);
    if (way && window.matchMedia("(pointer: fine)").matches) way.focus();
  });

  document.addEventListener(htmxSays.settled, (event) => {
    const target = swappedInto(event);
    const wrong = target.querySelector && target.querySelector('[aria-invalid="true"]');
    if (wrong) {
      const field = wrong.matches("input, select, textarea") ? wrong : one("input", wrong);
      if (field) field.focus();
    } else if (target.tagName === "BODY") {
      const main = one("#main");
      if (main) main.focus({ preventScroll: true });
    }
    fadeToasts();
  });

  // An address that people share says what was chosen, not what was left open.
  document.addEventListener(htmxSays.asking, (event) => {
    const { verb, parameters } = event.detail;
    if (verb !== "get") return;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  document.addEventListener(htmxSays.refused, (event) => {
    const { xhr } = event.detail;
    const refusal = xhr.getResponseHeader("Shouwen-Refusal");
    if (refusal) {
      const secret = xhr.getResponseHeader("Shouwen-Secret");
      if (secret)
        for (const field of all("input[name=csrfmiddlewaretoken]")) field.value = secret;
      const login = xhr.getResponseHeader("Shouwen-Login");
      if (login && !changed(document)) return window.location.assign(login);
      // What keeps drafts by itself tries again by itself.
      if (refusal === "stale" && event.detail.elt.id === "saved") return;
      say(refusal, refusal === "expired" ? one("#toasts").dataset.login : "");
      return;
    }
    if (xhr.getResponseHeader("HX-Trigger")) return; // it says itself what is wrong
    const known = { 403: "absent", 404: "absent", 413: "large" };
    say(known[xhr.status] || "failed");
  });
  document.addEventListener("said", (event) => toast(event.detail.value));
  document.addEventListener(htmxSays.lost, (event) => {
    // What asks again by itself every few seconds need not complain each time.
    if (event.detail.elt.closest("[hx-trigger*='every']") === event.detail.elt) return;
    say("offline");
  });

  /* ---- toasts ------------------------------------------------------------------------------ */

  function say(kind, address = "") {
    const place = one("#toasts");
    const words = place && place.dataset[kind];
    if (!words) return;
    const known = one(".toast[data-fading=never]");
    if (known && address && layer(place).contains(known)) return;
    if (known) known.remove();
    const shown = toast(words);
    if (!address) return;
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = place.dataset.loginWords;
    shown.append(" ", link);
    shown.dataset.fading = "never";
  }

  /* Said twice, it stands there once. */
  function toast(words) {
    for (const old of all(".toast--bad")) if (old.textContent === words) old.remove();
    const shown = document.createElement("p");
    shown.className = "toast toast--bad";
    shown.textContent = words;
    layer(one("#toasts")).append(shown);
    setTimeout(fadeToasts, 0);
    return shown;
  }

  /* An open dialog hides what lies outside it: then a place of its own, until it is filled anew. */
  function layer(place) {
    const dialog = modal();
    if (!dialog) return place;
    const known = one(".toasts", dialog);
    if (known) return known;
    const made = document.createElement("div");
    made.className = "toasts";
    made.setAttribute("role", "status");
    dialog.append(made);
    return made;
  }

  function fadeToasts() {
    for (const toast of all(".toasts .toast:not([data-fading])")) {
      toast.dataset.fading = "";
      const stay = toast.classList.contains("toast--bad") ? 12000 : 6000;
      setTimeout(() => toast.remove(), stay);
    }
  }

  /* ---- dialogs ----------------------------------------------------------------------------- */

  function changed(dialog) {
    return all("input, textarea, select", dialog).some((field) => {
      if (field.type === "hidden" || field.type === "search") return false;
      if (field.type === "checkbox" || field.type === "radio")
        return field.checked !== field.defaultChecked;
      if (field.tagName === "SELECT")
        return Array.from(field.options).some((option) =>
          option.defaultSelected !== option.selected && (option.defaultSelected || option.value));
      return field.value !== field.defaultValue;
    });
  }

  function leave(dialog) {
    const question = dialog.dataset.leave;
    if (question && changed(dialog) && !window.confirm(question)) return;
    dialog.close();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const close = target.closest("[data-close]");
    const dialog = target.closest("dialog");
    if (close && dialog) {
      event.preventDefault();
      leave(dialog);
      return;
    }
    // An act of the case one looks at opens beside it.
    const act = target.closest("[data-act-here]");
    if (act && window.htmx && !event.ctrlKey && !event.metaKey && act.pathname.startsWith(window.location.pathname)) {
      event.preventDefault();
      dialog.close();
      window.htmx.ajax("GET", act.href, { target: "#drawer", swap: "innerHTML" });
      return;
    }
    if (target instanceof HTMLDialogElement) {
      const box = target.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) leave(target);
      return;
    }
    if (target.closest("[data-palette]")) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (target.closest("[data-keys]")) {
      openKeys();
      return;
    }
    if (target.closest("[data-print]")) {
      window.print();
      return;
    }
    const toast = target.closest(".toast");
    if (toast) toast.remove();
    for (const drop of all("details.drop[open]"))
      if (!drop.contains(target) || target.closest(".drop__box a")) drop.open = false;
  });

  document.addEventListener("cancel", (event) => {
    if (!(event.target instanceof HTMLDialogElement)) return;
    event.preventDefault();
    leave(event.target);
  }, true);

  document.addEventListener("close", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.id !== "keys")
      event.target.replaceChildren();
  }, true);

  function openKeys() {
    const sheet = one("#keys");
    if (sheet && !sheet.open) sheet.showModal();
  }

  function openPalette() {
    const link = one("[data-palette]");
    if (!link || !window.htmx || modal()) return;
    window.htmx.ajax("GET", link.href, { target: "#palette", swap: "innerHTML" });
  }

  // What is folded away on the screen belongs on paper.
  window.addEventListener("beforeprint", () => {
    for (const rest of all(".entry__rest, .more-rows")) rest.open = true;
    // Every sheet of a case says which case it is of.
    const head = one(".print-head");
    if (!head || !document.adoptedStyleSheets) return;
    const words = JSON.stringify(head.textContent.trim().replace(/\s+/g, " "));
    const running = new CSSStyleSheet();
    running.replaceSync(`@page { @bottom-left { content: ${words}; } }`);
    document.adoptedStyleSheets = [running];
  });

  // Whoever leaves takes along what this window kept of half-filled forms.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leaving]")) sessionStorage.clear();
  });

  /* ---- theme ------------------------------------------------------------------------------- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("themeSwitch" in form.dataset)) return;
    event.preventDefault();
    const root = document.documentElement;
    const dark =
      root.dataset.theme === "dark" ||
      (!root.dataset.theme && window.matchMedia("(prefers-color-scheme: dark)").matches);
    const next = dark ? "light" : "dark";
    root.dataset.theme = next;
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    for (const button of all("button[name=theme]", form)) button.value = dark ? "dark" : "light";
  });

  /* ---- keyboard ---------------------------------------------------------------------------- */

  let chord = "";
  let forget = 0;

  function row(step) {
    const rows = all("[data-row]");
    if (!rows.length) return false;
    const now = rows.findIndex((each) => "current" in each.dataset);
    const next = Math.max(0, Math.min(rows.length - 1, now < 0 ? 0 : now + step));
    for (const each of rows) delete each.dataset.current;
    rows[next].dataset.current = "";
    const link = rows[next].matches("a") ? rows[next] : one("a", rows[next]);
    if (link) link.focus({ preventScroll: true });
    rows[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  function press(key) {
    if (/^[1-9]$/.test(key)) {
      const way = one(`[data-digit="${key}"]`);
      if (way) way.click();
      return Boolean(way);
    }
    switch (key) {
      case "j": return row(1);
      case "k": return row(-1);
      case "/": {
        const field = one("[data-search]") || one(".search__input");
        if (field) { field.focus(); field.select(); }
        return Boolean(field);
      }
      case "?": openKeys(); return true;
      case "r": {
        const act = one("[data-first-act]");
        if (act) act.click();
        return Boolean(act);
      }
      default: return false;
    }
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    const palette = one("#palette[open]");
    if (palette) { inPalette(event, palette); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.defaultPrevented) {
      const form = event.target instanceof Element && event.target.closest("form");
      const send = form && one("[data-submit]:not(:disabled)", form);
      if (send) { event.preventDefault(); send.click(); }
      return;
    }
    if (event.key === "Escape")
      for (const drop of all("details.drop[open]")) {
        drop.open = false;
        const summary = one("summary", drop);
        if (summary) summary.focus();
      }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || modal()) return;
    const key = event.key.toLowerCase();
    window.clearTimeout(forget);
    if (chord) {
      const wanted = `${chord} ${key}`.toUpperCase();
      chord = "";
      const link = all("[data-go]").find((each) => each.dataset.go === wanted);
      if (link) { event.preventDefault(); link.click(); return; }
    }
    if (key === "g") {
      chord = "g";
      forget = window.setTimeout(() => { chord = ""; }, 1200);
      return;
    }
    if (press(key)) event.preventDefault();
  });

  function inPalette(event, palette) {
    const input = one("input[type=search]", palette);
    const stops = [input, ...all("a, button", palette)];
    const now = stops.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // The first link is marked already: going down from the field means the second.
      const step = event.key === "ArrowUp" ? -1 : now === 0 && stops.length > 2 ? 2 : 1;
      stops[(now + step + stops.length) % stops.length].focus();
    } else if (event.key === "Escape") {
      event.preventDefault(); // in a field to search in, the browser would only empty it
      palette.close();
    } else if (event.key === "Enter" && now === 0 && !event.isComposing && stops[1]) {
      event.preventDefault();
      stops[1].click();
    } else if (now > 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      input.focus();
    }
  }

  // Which rows stood in a list, so that the page of one leads to the next.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-row] a, a[data-row]");
    if (!link) return;
    const listed = all("[data-row]").map((each) => (each.matches("a") ? each : one("a", each)));
    try {
      sessionStorage.setItem("listed", JSON.stringify(listed.filter(Boolean).map((each) => each.pathname)));
    } catch (full) {
      sessionStorage.removeItem("listed");
    }
  });

  /* ---- at the start ------------------------------------------------------------------------ */

  document.documentElement.dataset.script = "";
  // What was sent from a form has arrived: this window forgets what it kept of it.
  const sent = sessionStorage.getItem("sent");
  if (sent && one(".shell") && !one("[data-register]")) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
  }
  // Where a row of steps or tabs is wider than the phone, the present one is in sight.
  for (const now of all(".steps > [aria-current], .tabs > [aria-current]")) {
    const line = now.parentElement;
    line.scrollLeft += now.getBoundingClientRect().left - line.getBoundingClientRect().left
      - (line.clientWidth - now.clientWidth) / 2;
  }
  for (const button of all("[data-keys][hidden], [data-print][hidden]")) button.hidden = false;
  fadeToasts();
})();
