// What opens inside a line of a list: recording a contact, and the sums behind its numbers ("Waarom?").
// Without this file, and without htmx, each opens as a page of its own.
"use strict";

// A line of a table opens in a row of its own below it.
const lineOf = (place) => place.closest(".wz-line") ?? place.closest("tr")?.previousElementSibling;

const buttonOf = (place) => lineOf(place)?.querySelector(".wz-line__act");

// The link in what is open closes it and gives the focus back.
function close(place) {
  const opener = place.querySelector("form") ? buttonOf(place) : lineOf(place).querySelector(".wz-line__ask");
  if (opener === buttonOf(place)) opener?.setAttribute("aria-expanded", "false");
  place.hidden = false;
  place.replaceChildren();
  (opener ?? buttonOf(place))?.focus();
}

// A second tap on the button folds the form away; what was typed in it is there again after the next.
function fold(place, away) {
  place.hidden = away;
  buttonOf(place).setAttribute("aria-expanded", String(!away));
  (away ? buttonOf(place) : place.querySelector("input[name=medium]:checked, input[name=medium], textarea"))?.focus();
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest(".wz-record__close, .wz-line__act");
  const inside = closer?.closest(".wz-line__record, .wz-line__sums");
  const place = inside ?? closer?.closest(".wz-line")?.querySelector(".wz-line__record");
  if (!place || (!inside && !place.querySelector("form.wz-record"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (inside) { close(place); } else { fold(place, !place.hidden); }
}, true);

document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.detail.target;
  if (!place.matches?.(".wz-line__record") || !place.querySelector("form")) return;
  buttonOf(place)?.setAttribute("aria-expanded", "true");
});

// A token that was renewed in another tab is used, so that signing in there is enough to save here.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (token && event.detail.formData.has("csrfmiddlewaretoken")) {
    event.detail.formData.set("csrfmiddlewaretoken", token[1]);
  }
});

// What could not be fetched opens as a page of its own; but while a form is open, nobody is taken away from what they
// typed: then it is said in the line.
function unread(link, xhr) {
  const form = document.querySelector("form.wz-record");
  const line = link.closest(".wz-line");
  const place = line ? line.querySelector(".wz-line__sums") : link.closest("tr")?.nextElementSibling?.firstElementChild;
  if (!form || !place) {
    window.location.assign(link.href);
    return;
  }
  const message = document.createElement("p");
  message.className = "wz-fault";
  message.setAttribute("role", "alert");
  const words = document.createElement("span");
  if (xhr?.status === 410) {
    words.innerHTML = xhr.responseText; // whose case it is now
  } else {
    words.textContent = [401, 403].includes(xhr?.status) ? form.dataset.signedOut : form.dataset.unread;
  }
  message.append(words);
  place.replaceChildren(message);
}

// What could not be sent stays filled, and says so.
function lost(event) {
  const form = event.detail.elt.closest("form.wz-record");
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (!form) {
    if (event.detail.elt.href) unread(event.detail.elt, event.detail.xhr);
    return;
  }
  const message = form.querySelector(".wz-record__lost");
  const words = message.querySelector("span");
  if (status === 410) {
    words.innerHTML = event.detail.xhr.responseText; // whose case it is now
  } else {
    words.textContent = status === 401 || status === 403 ? form.dataset.signedOut : form.dataset.lost;
  }
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
