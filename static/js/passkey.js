// Passkeys: ask the browser for one, or to make one, and send what it answers with the form. Where the browser has
// none, the button stays hidden and another way is used.

const passkeys = window.PublicKeyCredential;
const canUse = Boolean(passkeys?.parseRequestOptionsFromJSON && passkeys.parseCreationOptionsFromJSON);

async function optionsOf(form) {
  const inPage = form.querySelector('script[type="application/json"]');
  if (inPage) return JSON.parse(inPage.textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
}

async function credentialFor(form) {
  const { publicKey } = await optionsOf(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: passkeys.parseCreationOptionsFromJSON(publicKey) })
    : navigator.credentials.get({ publicKey: passkeys.parseRequestOptionsFromJSON(publicKey) });
}

function showPasskeys(root) {
  if (canUse) root.querySelectorAll("form[data-passkey][hidden]").forEach((form) => { form.hidden = false; });
}
window.wzShowPasskeys = showPasskeys;
showPasskeys(document);

// In the capturing phase, before the lock sends its forms in its own way.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]") || form.elements.credential.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const fault = form.querySelector(".wz-fault[hidden], .wz-fault[data-own]");
  try {
    if (!canUse) throw new Error("no passkeys here");
    form.elements.credential.value = JSON.stringify(await credentialFor(form));
    form.requestSubmit();
    form.elements.credential.value = "";
  } catch {
    form.elements.credential.value = "";
    fault.dataset.own = "";
    fault.hidden = false;
    fault.querySelector("span").textContent = form.dataset.failed;
  }
}, true);
