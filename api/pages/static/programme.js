// The programme's table: choose all of a page at once, and keep what is chosen while the table is made anew.
"use strict";

const chosen = () => document.querySelectorAll("#table input[name=journey]:checked");

// A box for all of the page stands only where a script can tick the others.
const offer = () => {
  const head = document.querySelector(".regions thead th:first-child"), boxes = document.querySelectorAll("#table input[name=journey]");
  if (!head || !boxes.length || head.querySelector("input")) return;
  const label = document.createElement("label"), box = document.createElement("input");
  label.className = "pick";
  box.type = "checkbox";
  box.setAttribute("aria-label", document.documentElement.lang === "id" ? "Pilih semua di halaman ini" : "Choose all on this page");
  box.addEventListener("change", () => { for (const one of document.querySelectorAll("#table input[name=journey]")) one.checked = box.checked; });
  label.append(box);
  head.replaceChildren(label);
};
offer();
document.addEventListener("htmx:afterSwap", offer);

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "table" || !chosen().length) return;
  event.detail.shouldSwap = false;
  const news = document.getElementById("news");
  if (news) news.textContent = document.documentElement.lang === "id" ? "Ada perubahan; pilihan Anda dipertahankan. Muat ulang untuk melihatnya." : "Something changed; your choice is kept. Reload to see it.";
});
