/* A field of the admin that looks somebody up is read aloud by its own label: the part that replaces the list has none. */

const label_of = (select) => select.labels?.[0]?.textContent.replace(/:\s*$/, "").trim() || select.getAttribute("aria-label");

const name_fields = () => {
  for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const name = select instanceof HTMLSelectElement ? label_of(select) : "";
    if (name && !box.hasAttribute("aria-label")) {
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", name);
      box.querySelector(".select2-selection__rendered")?.setAttribute("aria-label", name);
    }
    const list = box.getAttribute("aria-owns");
    if (list && box.getAttribute("aria-controls") !== list) box.setAttribute("aria-controls", list);
    const open = document.querySelector(".select2-container--open .select2-search__field:not([aria-label])");
    if (open && name && box.getAttribute("aria-expanded") === "true") open.setAttribute("aria-label", name);
  }
};

new MutationObserver(name_fields).observe(document.documentElement, {
  attributeFilter: ["aria-owns"],
  childList: true,
  subtree: true,
});
name_fields();
