/* What pages do beyond plain forms and links; every page works without it.
   Lease: an element with data-lease="address" renews a lease until it is lost, then says so.
   Draft: a form with data-draft="name" keeps in this tab what was entered until it has been recorded.
   Pause: after the minutes in data-nudge on the body, a note suggests one. */
"use strict";

(() => {
  const begun = new WeakSet();
  const once = (element, start) => {
    if (begun.has(element)) return;
    begun.add(element);
    start(element);
  };

  // ---- forms -------------------------------------------------------------------------------------------------------
  const inputOf = (event) => (event.target instanceof HTMLInputElement ? event.target : null);

  /* A box that means "none of these" and the boxes beside it exclude each other. */
  const exclude = (box) => {
    const group = box.closest("[data-exclusive]");
    if (!group || !box.checked || box.type !== "checkbox") return;
    const alone = box.hasAttribute("data-alone");
    for (const other of group.querySelectorAll("input[type=checkbox]")) {
      if (other !== box && (alone || other.hasAttribute("data-alone"))) other.checked = false;
    }
  };

  document.addEventListener("change", (event) => {
    const box = inputOf(event);
    if (box) exclude(box);
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form?.hasAttribute("data-draft")) keepDraft(form);
    if (form?.hasAttribute("data-autosubmit")) form.requestSubmit();
  });

  /* A range and a number field that say the same name each other in data-twin. */
  document.addEventListener("input", (event) => {
    const field = inputOf(event);
    const twin = field?.dataset.twin ? document.getElementById(field.dataset.twin) : null;
    if (twin) twin.value = field.value;
    const form = event.target instanceof Element ? event.target.closest("form[data-draft]") : null;
    if (form) keepDraft(form);
  });

  // ---- drafts ------------------------------------------------------------------------------------------------------
  const keyOf = (name) => `draft:${name}`;

  const keepDraft = (form) => {
    const visible = new Set([...form.elements].filter((e) => e.name && e.type !== "hidden").map((e) => e.name));
    const entries = [...new FormData(form)].filter(([name, value]) => visible.has(name) && typeof value === "string");
    sessionStorage.setItem(keyOf(form.dataset.draft), JSON.stringify(entries));
  };

  const restoreDraft = (form) => {
    const kept = sessionStorage.getItem(keyOf(form.dataset.draft));
    if (!kept) return;
    const entries = JSON.parse(kept);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    const told = form.querySelector("[data-draft-told]");
    if (told) told.hidden = false;
  };

  const dropDrafts = () => {
    for (const done of document.querySelectorAll("[data-draft-done]")) {
      sessionStorage.removeItem(keyOf(done.dataset.draftDone));
    }
  };

  // ---- lease -------------------------------------------------------------------------------------------------------
  const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

  const sayLost = (html, words) => {
    const told = document.getElementById("conflict");
    if (!told) return;
    if (html) told.innerHTML = html;
    if (!told.textContent.trim()) told.textContent = words || "You no longer hold this item.";
  };

  const renew = async (holder) => {
    const response = await fetch(holder.dataset.lease, {
      method: "POST",
      headers: { "X-CSRF-Token": csrf(), "HX-Request": "true" },
      body: new URLSearchParams({ csrf: csrf(), token: holder.dataset.leaseToken || "" }),
      redirect: "manual",
    });
    if (response.ok) return true;
    sayLost(response.status === 409 ? await response.text() : "", holder.dataset.leaseLost);
    return false;
  };

  const beat = (holder) => {
    const timer = window.setInterval(async () => {
      if (!holder.isConnected) {
        window.clearInterval(timer);
        return;
      }
      try {
        if (!(await renew(holder))) window.clearInterval(timer);
      } catch {
        // The server cannot be reached just now: the lease may outlive that, so try again at the next beat.
      }
    }, 1000 * Number(holder.dataset.leaseSeconds || 60));
  };

  // ---- pause -------------------------------------------------------------------------------------------------------
  const AWAY = 10 * 60000;

  const suggestPause = () => {
    const minutes = Number(document.body.dataset.nudge || 0);
    const note = document.getElementById("pause");
    if (!minutes || !note) return;
    const now = Date.now();
    const seen = Number(sessionStorage.getItem("pause:seen") || now);
    let since = Number(sessionStorage.getItem("pause:since") || now);
    if (now - seen > AWAY) since = now;
    if (now - since > minutes * 60000) {
      note.hidden = false;
      since = now;
    }
    sessionStorage.setItem("pause:seen", String(now));
    sessionStorage.setItem("pause:since", String(since));
  };

  // ---- places ------------------------------------------------------------------------------------------------------
  /* What was answered last stands at the end of its region; on a narrow screen the menu scrolls to where one is. */
  const showPlaces = () => {
    for (const region of document.querySelectorAll("[data-at-end]")) region.scrollTop = region.scrollHeight;
    document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  };

  // ---- begin -------------------------------------------------------------------------------------------------------
  const ready = () => {
    dropDrafts();
    for (const form of document.querySelectorAll("form[data-draft]")) once(form, restoreDraft);
    for (const holder of document.querySelectorAll("[data-lease]")) once(holder, beat);
  };

  document.addEventListener("DOMContentLoaded", () => {
    ready();
    showPlaces();
    suggestPause();
  });
  document.addEventListener("htmx:afterSettle", ready);
})();
