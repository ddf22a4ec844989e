/* Single keys. An element with data-action="name" is pressed, ticked or focused by the key the page's map gives that
   name (several names may stand in one attribute). Keys are ignored in fields and with modifiers; the map is empty where
   a person has switched them off. */
"use strict";

(() => {
  const FIELDS =
    "textarea, select, [contenteditable], " +
    "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]):not([type=range])";

  const namesByKey = () => {
    const found = new Map();
    for (const [name, key] of Object.entries(JSON.parse(document.body.dataset.keys || "{}"))) {
      if (key) found.set(key, name);
    }
    return found;
  };

  /* Content of a closed disclosure has a place on the page, though nobody sees it. */
  const fold = (element) => (element.closest("summary") ? null : element.closest("details:not([open])"));

  const usable = (element) => !element.disabled && element.getClientRects().length > 0 && !fold(element);

  /* What is in sight comes first; what is folded away is unfolded. */
  const target = (name) => {
    const all = [...document.querySelectorAll(`[data-action~="${CSS.escape(name)}"]`)];
    const seen = all.find(usable);
    if (seen) return seen;
    const folded = all.find((element) => !element.disabled && fold(element));
    if (folded) fold(folded).open = true;
    return folded;
  };

  const toggleHelp = () => {
    const help = document.getElementById("keys-help");
    if (!help) return;
    if (help.open) help.close();
    else help.showModal();
  };

  const rows = () => [...document.querySelectorAll("[data-row]")].filter(usable);

  /* Down and up walk the rows of a list where there is one, else they follow the page's own links. */
  const walk = (step) => {
    const all = rows();
    if (!all.length) return false;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
    const link = next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button, [tabindex]");
    link?.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (name) => {
    if (name === "down" && walk(1)) return true;
    if (name === "up" && walk(-1)) return true;
    if (name === "open" && document.activeElement?.closest("[data-row]")) {
      document.activeElement.click();
      return true;
    }
    const element = target(name);
    if (!element) return false;
    element.focus();
    if (!element.matches(FIELDS) && !element.hasAttribute("data-focus-only")) element.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(FIELDS)) return;
    const name = namesByKey().get(event.key);
    if (!name) return;
    const open = document.querySelector("dialog[open]");
    if (name === "help") {
      event.preventDefault();
      toggleHelp();
    } else if (!open && press(name)) {
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    const element = event.target instanceof Element ? event.target : null;
    if (element?.closest("[data-opens-keys]") && document.getElementById("keys-help")) {
      event.preventDefault();
      toggleHelp();
    }
    if (element?.closest("[data-closes]")) element.closest("dialog")?.close();
  });
})();
