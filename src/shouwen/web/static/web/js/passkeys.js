"use strict";
/* Passkeys: what the server wants goes to the browser, its answer into the form. Without script, or
   in a browser without passkeys, the forms stay hidden and the other ways remain. */

(() => {
  if (!window.PublicKeyCredential || !navigator.credentials || !window.isSecureContext) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const make = (wanted) =>
    navigator.credentials.create({
      publicKey: {
        ...wanted,
        challenge: bytes(wanted.challenge),
        user: { ...wanted.user, id: bytes(wanted.user.id) },
        excludeCredentials: known(wanted.excludeCredentials),
      },
    });

  const prove = (wanted) =>
    navigator.credentials.get({
      publicKey: {
        ...wanted,
        challenge: bytes(wanted.challenge),
        allowCredentials: known(wanted.allowCredentials),
      },
    });

  const told = (found) => {
    const answer = found.response;
    const response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (answer[name]) response[name] = text(answer[name]);
    if (answer.getTransports) response.transports = answer.getTransports();
    return {
      id: found.id,
      rawId: text(found.rawId),
      type: found.type,
      authenticatorAttachment: found.authenticatorAttachment,
      clientExtensionResults: found.getClientExtensionResults(),
      response,
    };
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      const field = form.elements.credential;
      if (field.value) return;
      event.preventDefault();
      const button = form.querySelector("button[type=submit]");
      const failed = form.querySelector("[data-passkey-failed]");
      failed.hidden = true;
      button.disabled = true;
      try {
        const secret = form.elements.csrfmiddlewaretoken.value;
        const answer = await fetch(form.dataset.passkey, {
          method: "POST",
          headers: { "X-CSRFToken": secret },
          body: new URLSearchParams({ for: form.dataset.for }),
          redirect: "manual",
        });
        if (!answer.ok && form.dataset.confirm) {
          window.location.assign(form.dataset.confirm); // prove yourself anew first
          return;
        }
        const wanted = (await answer.json()).publicKey;
        field.value = JSON.stringify(told(await (form.dataset.for === "new" ? make : prove)(wanted)));
        form.submit();
      } catch {
        failed.textContent = failed.dataset.passkeyFailed;
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
