// Log-in by passkey, step-up by passkey, and new passkeys. The rest of the site works without this.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const WAYS = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

const box = document.getElementById("passkey");

async function send(address, body, more = {}) {
  const headers = { "content-type": "application/json", ...more };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
  const told = await answer.json();
  if (!answer.ok) {
    const message = told?.error?.message;
    throw new Error(message?.[document.documentElement.lang] ?? message?.en ?? answer.statusText);
  }
  return told;
}

async function logIn() {
  const asked = await send("/api/v1/passkeys/log-in");
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  publicKey.allowCredentials = (asked.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
  await send("/api/v1/passkeys/log-in/answer", {
    id: text(made.rawId),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : "",
    },
  });
}

async function makeNew() {
  const mark = { "x-mark": box.dataset.mark };
  const asked = await send("/api/v1/passkeys/new", {}, mark);
  const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) } };
  publicKey.excludeCredentials = (asked.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  const ways = made.response.getTransports?.() ?? [];
  const name = document.getElementById("passkey-name").value.replace(/[^\x20-\x7e]/g, "");
  await send(
    "/api/v1/passkeys/new/answer",
    {
      response: {
        clientDataJSON: text(clientDataJSON),
        attestationObject: text(attestationObject),
        transports: ways.filter((way) => WAYS.includes(way)),
      },
    },
    { ...mark, "x-name": name },
  );
}

if (box && window.PublicKeyCredential && window.isSecureContext) {
  box.hidden = false;
  const said = box.querySelector("[data-said]");
  const button = box.querySelector("[data-passkey]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      await (button.dataset.passkey === "new" ? makeNew() : logIn());
      window.location.assign(box.dataset.onward);
    } catch (error) {
      said.textContent = error.name === "NotAllowedError" ? box.dataset.failed : error.message;
      button.disabled = false;
    }
  });
}
