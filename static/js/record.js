// Recording a contact inside a worklist line. Without this file, and without htmx, the form opens as a page of its own.
"use strict";

// A second tap on the button, or the link in the form, closes the form and gives the focus back.
function close(line) {
  line.querySelector(".wz-line__record").replaceChildren();
  const button = line.querySelector(".wz-line__act");
  button.setAttribute("aria-expanded", "false");
  button.focus();
}

document.addEventListener("click", (event) => {
  const line = event.target.closest(".wz-line");
  const closer = event.target.closest(".wz-record__close, .wz-line__act[aria-expanded=true]");
  if (line && closer) {
    event.preventDefault();
    event.stopImmediatePropagation();
    close(line);
  }
}, true);

document.addEventListener("htmx:afterSwap", (event) => {
  const line = event.detail.target.closest?.(".wz-line");
  if (event.detail.target.matches(".wz-line__record") && line) {
    const form = Boolean(event.detail.target.querySelector("form"));
    line.querySelector(".wz-line__act").setAttribute("aria-expanded", String(form));
  }
});

// A token that was renewed in another tab is used, so that signing in there is enough to save here.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (token && event.detail.formData.has("csrfmiddlewaretoken")) {
    event.detail.formData.set("csrfmiddlewaretoken", token[1]);
  }
});

// What could not be sent stays filled, and says so.
function lost(event) {
  const form = event.detail.elt.closest("form.wz-record");
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (!form) {
    if (event.detail.elt.href) window.location.assign(event.detail.elt.href);
    return;
  }
  const message = form.querySelector(".wz-record__lost");
  message.querySelector("span").textContent = status === 401 || status === 403 ? form.dataset.signedOut : form.dataset.lost;
  message.hidden = false;
}
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", lost);

// "Ongedaan maken" goes when its minute is over; the server counts too.
function watch(root) {
  for (const form of root.querySelectorAll?.(".wz-undo[data-seconds]") ?? []) {
    setTimeout(() => { form.hidden = true; }, Number(form.dataset.seconds) * 1000);
  }
}
watch(document);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));

// Who was reached is no longer asked for above the list.
document.addEventListener("htmx:load", (event) => {
  const line = event.detail.elt;
  if (!line.matches?.(".wz-line") || !line.querySelector(".wz-done") || line.querySelector(".wz-line__next")) return;
  const asked = document.getElementById(line.id.replace("dossier-", "vraag-follow-up-"));
  if (!asked) return;
  const left = asked.parentElement.childElementCount - 1;
  const count = document.querySelector('.wz-jump a[href="#vraagt"]');
  if (left) { asked.remove(); } else { asked.closest("section").remove(); }
  if (count && left) { count.querySelector("b").textContent = left; } else { count?.closest("li").remove(); }
});
