// What pages do beyond forms and links; every page works without it.
"use strict";

// A form that is on its way is not sent a second time by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => { delete form.dataset.sent; for (const b of form.querySelectorAll("button")) b.removeAttribute("aria-disabled"); }, 8000);
});
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

// Live parts are not replaced under somebody's fingers: not while a field or an open menu in them has the focus.
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target, focus = document.activeElement;
  if (target && target !== document.body && target.contains(focus) && focus.matches("input, textarea, select")) {
    event.detail.shouldSwap = false;
    const news = document.getElementById("news");
    if (news) news.textContent = document.documentElement.lang === "id" ? "Ada perubahan; muat ulang halaman untuk melihatnya." : "Something changed; reload the page to see it.";
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.requestConfig?.triggeringEvent?.type?.startsWith("sse:")) return;
  const news = document.getElementById("news");
  if (news) news.textContent = document.documentElement.lang === "id" ? "Halaman diperbarui." : "The page was updated.";
});

// Rows of a form's table: one more like the last, empty.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  event.preventDefault();
  const rows = document.getElementById(button.dataset.addRow);
  const last = rows.lastElementChild, next = last.cloneNode(true), number = rows.children.length;
  for (const part of next.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const name of ["name", "id", "for"]) {
      const said = part.getAttribute(name);
      if (said) part.setAttribute(name, said.replace(/\.\d+\./, `.${number}.`));
    }
    part.removeAttribute("aria-describedby"); part.removeAttribute("aria-invalid");
    if (part.matches("input:not([type=radio]):not([type=checkbox]), textarea")) part.value = "";
    if (part.matches("select")) part.selectedIndex = 0;
    if (part.matches("input[type=radio], input[type=checkbox]")) part.checked = false;
  }
  for (const error of next.querySelectorAll(".error")) error.remove();
  const called = next.querySelector("[data-number]");
  if (called) called.textContent = String(number + 1);
  rows.append(next);
  next.querySelector("input, textarea, select")?.focus();
});
