// Keys of the worklist, listed by "?". They can be switched off (WCAG 2.1.4) and do nothing while somebody types.
"use strict";

const OFF = "wz-keys-off";
const help = document.getElementById("sneltoetsen");
const shown = (part) => part.getClientRects().length > 0;
const lines = () => [...document.querySelectorAll(".wz-line, #opschema tbody tr[id]")].filter(shown);
const current = () => document.activeElement?.closest?.(".wz-line, #opschema tbody tr[id]");
const nameOf = (line) => line.querySelector("h3 a, th a");

function move(step) {
  const all = lines();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!next) return;
  nameOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  c: () => (current() ?? lines()[0])?.querySelector(".wz-line__act, .wz-table__act a")?.click(),
  o: () => current() && nameOf(current()).click(),
  "/": () => {
    const field = document.getElementById("zoek");
    if (field) { field.focus(); } else { window.location.assign(help.dataset.search); }
  },
};

// A field of a dialog that was closed keeps the focus until the next frame: nobody types in what is not shown.
const typing = (target) => {
  const field = target.closest?.("input, textarea, select, [contenteditable]");
  return field && shown(field);
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.querySelector("dialog[open]") || typing(event.target)) return;
  if (localStorage.getItem(OFF)) return;
  if (event.key === "?") {
    event.preventDefault();
    help.showModal();
  } else if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

// The button that opens the list works when the keys are off, and is there only with this script.
const opener = document.getElementById("sneltoetsen-tonen");
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
help.querySelector("button").addEventListener("click", () => help.close());
const off = help.querySelector("input");
off.checked = Boolean(localStorage.getItem(OFF));
off.addEventListener("change", () => {
  if (off.checked) { localStorage.setItem(OFF, "1"); } else { localStorage.removeItem(OFF); }
});
