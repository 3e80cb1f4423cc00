// The screen lock over a page: what was typed stays in the page behind it. The server locks too, with or without this.

const { idleSeconds, lockUrl, awakeUrl, lockOffline } = document.body.dataset;
const idle = Number(idleSeconds) * 1000;
const PING = 60_000;
const SEEN = "wz-seen"; // the last activity in any tab
let told = Date.now();
let cover = null;

const lastSeen = () => Number(localStorage.getItem(SEEN)) || told;

async function ask(url, options = {}) {
  return fetch(url, { ...options, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
}

// Somebody who types for long is active, though nothing is sent: tell the server once a minute.
async function active() {
  const now = Date.now();
  if (cover || now - lastSeen() > idle) return;
  localStorage.setItem(SEEN, now);
  if (now - told < PING) return;
  told = now;
  try {
    if ((await ask(awakeUrl)).status === 423) lock();
  } catch { /* offline: the server counts on */ }
}

async function fill() {
  let words;
  try {
    const answer = await ask(lockUrl);
    if (!answer.ok || answer.redirected) return window.location.assign(lockUrl);
    words = await answer.text();
  } catch {
    words = null;
  }
  show(words);
}

function show(words) {
  const card = document.createElement("div");
  card.className = "wz-entrance wz-card wz-stack";
  if (words === null) {
    const again = document.createElement("button");
    again.className = "utrecht-button utrecht-button--primary-action";
    again.textContent = lockOffline;
    again.addEventListener("click", fill);
    card.append(again);
  } else {
    card.innerHTML = words;
    window.wzShowPasskeys?.(card);
  }
  cover?.replaceChildren(card);
  card.querySelector("form:not([hidden]) :is([autofocus], button), button")?.focus();
}

function lock() {
  if (cover) return;
  cover = document.createElement("dialog");
  cover.className = "wz-lock";
  cover.setAttribute("closedby", "none");
  cover.setAttribute("aria-label", document.title);
  cover.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(cover);
  document.documentElement.classList.add("wz-locked");
  cover.showModal();
  fill();
}

function unlock() {
  told = Date.now();
  cover?.remove();
  cover = null;
  document.documentElement.classList.remove("wz-locked");
}

// What is sent in the lock stays in the lock.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!cover?.contains(form) || new URL(form.action).pathname !== lockUrl) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await ask(lockUrl, { method: "POST", body });
    if (answer.status === 204) {
      localStorage.setItem(SEEN, Date.now());
      unlock();
    } else if (answer.status === 422) {
      show(await answer.text());
    } else {
      window.location.assign(lockUrl);
    }
  } catch {
    show(null);
  }
});

// Part of a page that was asked for while the server had locked: nothing was done, and the form stays filled.
for (const name of ["htmx:responseError", "htmx:beforeSwap"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.xhr?.status !== 423) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    lock();
  }, true);
}

window.addEventListener("storage", (event) => {
  if (event.key === SEEN && cover && Date.now() - lastSeen() < idle) ask(awakeUrl).then((answer) => answer.status === 204 && unlock());
});
for (const name of ["keydown", "pointerdown", "input", "scroll"]) {
  document.addEventListener(name, active, { capture: true, passive: true });
}
document.addEventListener("keydown", (event) => { if (cover && event.key === "Escape") event.preventDefault(); }, true);
document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - lastSeen() > idle) lock(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) ask(awakeUrl).then((answer) => answer.status === 423 && lock()); });

localStorage.setItem(SEEN, Date.now());
setInterval(() => { if (Date.now() - lastSeen() > idle) lock(); }, 5_000);
