// The chapter editor: saves by itself while one writes, and never over somebody else's version. Without it there is a button.
"use strict";

(() => {
  const form = document.getElementById("editor");
  if (!form) return;
  const text = form.elements.text, based = form.elements.based_on, said = document.getElementById("saving");
  const QUIET = 2500, AGAIN = 15000;
  let saved = text.value, timer = null, busy = false, stopped = form.querySelector("[aria-invalid]") !== null, leaving = false;

  const say = (what, more = "") => { said.textContent = [said.dataset[what], more].filter(Boolean).join(" "); };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  async function save() {
    if (busy || stopped || text.value === saved || !text.value.trim()) return;
    busy = true;
    const content = text.value;
    try {
      const answer = await fetch(form.dataset.save, {
        method: "PUT",
        headers: { "Content-Type": "text/markdown", "If-Match": `"${based.value}"`, "X-CSRF-Token": form.dataset.csrf },
        body: content,
      });
      if (answer.ok) {
        based.value = String(Number(based.value) + 1);
        saved = content;
        say("version", based.value);
        note((await answer.json()).notice);
        if (text.value !== saved) { say("waiting"); later(QUIET); }
      } else if (answer.status === 503) { say("failed"); later(AGAIN); } else {
        stopped = true;
        say(answer.status === 412 ? "conflict" : "refused");
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      say("failed"); later(AGAIN); // the line is down
    } finally { busy = false; }
  }

  function note(notice) {
    const notes = document.getElementById("notes");
    if (notice) notes.textContent = notice;
  }

  text.addEventListener("input", () => {
    if (stopped) return;
    if (text.value === saved) { say("version", based.value); return; }
    say("waiting");
    later(QUIET);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) save(); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); form.elements.caret.value = String(text.selectionStart); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && text.value !== saved) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });

  // Whether somebody else saved is asked from the version that this text is based on now.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.path.endsWith("/others")) event.detail.parameters.set("based_on", based.value);
  });

  const bar = form.querySelector(".toolbar");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { around, before, insert } = button.dataset, start = text.selectionStart, end = text.selectionEnd;
    const chosen = text.value.slice(start, end), line = text.value.lastIndexOf("\n", start - 1) + 1;
    if (around) text.setRangeText(`${around}${chosen}${around}`, start, end, "end");
    else if (before) text.setRangeText(before, line, line, "end");
    else text.setRangeText(`${start && text.value[start - 1] !== "\n" ? "\n\n" : ""}${insert}\n`, end, end, "end");
    text.focus();
    text.dispatchEvent(new Event("input"));
  });
})();
