"use strict";
/* What the portal shortens: nothing here is needed. */

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  document.documentElement.classList.add("scripted");

  /* The receipt's picture leads here with number and code behind the "#": no server sees them,
     and they leave the address bar at once. */
  const form = one("[data-track]");
  if (form && window.location.hash.length > 1) {
    const told = decodeURIComponent(window.location.hash.slice(1));
    const [number, code] = [told.slice(0, told.lastIndexOf(".")), told.slice(told.lastIndexOf(".") + 1)];
    window.history.replaceState(null, "", window.location.pathname);
    if (number && code) {
      one("#number", form).value = number;
      one("#code", form).value = code;
      one("button", form).focus();
    }
  }

  /* What is wrong is read first. */
  const wrong = one("[data-focus]");
  if (wrong) wrong.focus();

  /* Contact is not asked of the anonymous, nor for whom somebody speaks who speaks for himself. */
  const anonymous = one(".anonymous input[name^='f-'][type=checkbox]");
  const follow = () => {
    for (const part of all("[data-contact]")) part.hidden = anonymous.checked;
  };
  if (anonymous && one("[data-contact]")) {
    anonymous.addEventListener("change", follow);
    follow();
  }

  /* A form is sent once, however often it is pressed, and not into the void: what is typed stays on
     this page until the house answers. */
  const away = one("#unreached");
  const reached = async () => {
    const stop = new AbortController();
    const late = window.setTimeout(() => stop.abort(), 10000);
    try {
      return (await fetch(away.dataset.ask, { cache: "no-store", signal: stop.signal })).ok;
    } catch (lost) {
      return false;
    } finally {
      window.clearTimeout(late);
    }
  };
  for (const sent of all("form[data-once]"))
    sent.addEventListener("submit", async (event) => {
      if (sent.dataset.sent === "going") return;
      event.preventDefault();
      if (sent.dataset.sent) return;
      sent.dataset.sent = "asking";
      const { submitter } = event;
      const there = await reached();
      away.hidden = there;
      if (there) {
        sent.dataset.sent = "going";
        sent.requestSubmit(submitter);
        sent.dataset.sent = "gone";
      } else {
        sent.append(away);
        away.scrollIntoView({ block: "nearest" });
      }
      window.setTimeout(() => { delete sent.dataset.sent; }, there ? 4000 : 0);
    });
  window.addEventListener("pageshow", () => { for (const sent of all("form[data-once]")) delete sent.dataset.sent; });

  /* What is too large is told before it has cost somebody his data; the others come in. */
  document.addEventListener("change", (event) => {
    const input = event.target;
    const most = Number(input.dataset && input.dataset.most);
    if (!most) return;
    for (const old of all(".luggage__large")) old.remove();
    const kept = new DataTransfer();
    const large = [];
    for (const file of input.files) if (file.size > most) large.push(file); else kept.items.add(file);
    if (!large.length) return;
    input.files = kept.files;
    for (const file of large) {
      const told = document.createElement("p");
      told.className = "field__error luggage__large";
      told.setAttribute("role", "alert");
      told.textContent = input.dataset.large
        .replace("{name}", file.name)
        .replace("{size}", (file.size / 1048576).toFixed(1));
      input.closest(".luggage").after(told);
    }
    if (!kept.files.length) event.stopImmediatePropagation();
  }, true);

  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = one(".luggage__busy progress");
    if (bar && event.detail.lengthComputable) bar.value = event.detail.loaded / event.detail.total;
  });

  /* Letters and contrast change where one is: nothing typed is lost. */
  const looks = one(".looks__set");
  if (looks)
    looks.addEventListener("submit", (event) => {
      event.preventDefault();
      const { name, value } = event.submitter;
      const body = new FormData(looks, event.submitter);
      fetch(looks.action, { method: "POST", body, redirect: "manual", keepalive: true });
      const classes = document.body.classList;
      if (name === "contrast") {
        classes.toggle("portal--contrast", value === "high");
        event.submitter.setAttribute("aria-pressed", String(value === "high"));
        event.submitter.value = value === "high" ? "usual" : "high";
      } else {
        classes.remove("portal--large", "portal--largest");
        if (value !== "usual") classes.add(`portal--${value}`);
        for (const each of all("[name=type]", looks)) each.setAttribute("aria-pressed", String(each.value === value));
      }
    });

  if (navigator.clipboard)
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const words = one("span", button);
        const before = words.textContent;
        await navigator.clipboard.writeText(one(`#${button.dataset.copy}`).textContent.trim());
        words.textContent = button.dataset.copied;
        window.setTimeout(() => { words.textContent = before; }, 2400);
      });
    }
  if (navigator.share)
    for (const button of all("[data-share]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const text = one(`#${button.dataset.share}`).textContent;
        navigator.share({ title: button.dataset.title, text }).catch((stopped) => {
          if (stopped.name !== "AbortError") throw stopped;
        });
      });
    }
  for (const button of all("[data-print][hidden]")) button.hidden = false;

  /* The browser's own voice reads the page; nothing leaves the device. */
  const aloud = one("[data-aloud]");
  if (aloud && window.speechSynthesis && window.speechSynthesis.getVoices) {
    aloud.hidden = false;
    aloud.addEventListener("click", () => {
      const voice = window.speechSynthesis;
      const reading = aloud.getAttribute("aria-pressed") === "true";
      voice.cancel();
      aloud.setAttribute("aria-pressed", String(!reading));
      if (reading) return;
      const said = new SpeechSynthesisUtterance(one("main").innerText);
      said.lang = document.documentElement.lang;
      said.rate = 0.9;
      said.onend = () => aloud.setAttribute("aria-pressed", "false");
      voice.speak(said);
    });
  }
})();
