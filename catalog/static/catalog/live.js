/* The device list, live: htmx asks for the same whole page, and what differs is put in place, so that focus, caret,
   scroll and opened parts stay. Without this file every control works as a plain form. See docs/decisions/0014. */
"use strict";

(() => {
  const OF_THE_ADDRESS = 'link[rel="canonical"], link[rel="alternate"], meta[name="robots"], meta[name="description"]';
  const listing = document.getElementById("listing");
  const panel = () => document.getElementById("panel");
  let typedIn = null; // the field whose typing made the newest entry of the history
  let isLeaving = false;
  const unfolded = new WeakSet(document.querySelectorAll("details[open]")); // as the last answer had them

  const key = (node) => node.id || node.dataset?.value || "";
  const isTwin = (one, other) =>
    one.nodeType === other.nodeType && one.nodeName === other.nodeName && key(one) === key(other);

  /* Make `old` like `fresh` and keep every element that both hold. */
  function renew(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    renewAttributes(old, fresh);
    renewChildren(old, fresh);
    if (old.type === "checkbox") old.checked = fresh.checked;
    else if (old.matches("input, select") && old !== document.activeElement) old.value = fresh.value;
  }

  function renewAttributes(old, fresh) {
    for (const { name, value } of fresh.attributes) {
      if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    if (old.matches("details")) unfold(old, fresh.open);
  }

  /* What a reader opened stays open and what they closed stays closed, until there is a new reason to open it. */
  function unfold(old, hasReason) {
    if (hasReason && !unfolded.has(old)) old.open = true;
    unfolded[hasReason ? "add" : "delete"](old);
  }

  function renewChildren(old, fresh) {
    let place = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      let twin = place;
      // A blank between two elements is like any other: only what has a name is looked for further on.
      while (twin && !isTwin(twin, child)) twin = child.nodeType === Node.ELEMENT_NODE ? twin.nextSibling : null;
      if (!twin) {
        old.insertBefore(child, place);
        continue;
      }
      while (place !== twin) place = dropped(place);
      renew(twin, child);
      place = twin.nextSibling;
    }
    while (place) place = dropped(place);
  }

  function dropped(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
  }

  function goThere(path) {
    if (!isLeaving) location.assign(path);
  }

  htmx.defineExtension("in-place", {
    handleSwap(style, target, fragment) {
      const focused = document.activeElement;
      const fresh = fragment.firstElementChild;
      if (style !== "in-place" || !fresh) return false;
      renew(target, fresh);
      if (!focused.isConnected) document.getElementById("results").focus({ preventScroll: true });
      return [target];
    },
  });

  /* An address says what was chosen, not what was left empty or as it is. */
  listing.addEventListener("htmx:configRequest", ({ detail }) => {
    for (const [name, value] of [...detail.formData]) {
      if (!value || detail.elt.elements?.[name]?.dataset?.unsaid === value) detail.formData.delete(name);
    }
  });

  listing.addEventListener("htmx:beforeRequest", (event) => {
    const asked = event.detail.pathInfo.finalRequestPath;
    event.detail.error = ""; // htmx would log a request that a newer one overtakes as a fault
    if (asked === location.pathname + location.search) event.preventDefault();
  });

  /* One entry of the history for a word, not one for each pause in typing it. */
  document.body.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const cause = detail.requestConfig.triggeringEvent;
    const field = cause?.type === "input" ? cause.target.name : null;
    if (field && field === typedIn) detail.history.type = "replace";
    typedIn = field;
  });

  listing.addEventListener("htmx:afterSwap", ({ detail }) => {
    const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
    document.head.querySelectorAll(OF_THE_ADDRESS).forEach((old) => old.remove());
    document.head.append(...page.head.querySelectorAll(OF_THE_ADDRESS));
  });

  /* Where no list comes back, the browser goes to the address itself and shows what is there. */
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError", "htmx:swapError"]) {
    listing.addEventListener(failure, ({ detail }) => goThere(detail.pathInfo.finalRequestPath));
  }
  addEventListener("beforeunload", () => (isLeaving = true));
  addEventListener("pageshow", () => (isLeaving = false));

  /* Back, pressed again while the page was loading, changed the address under it before anything could hear of that. */
  addEventListener("DOMContentLoaded", () => {
    const loaded = new URL(performance.getEntriesByType("navigation")[0].name);
    const isAnother = loaded.pathname + loaded.search !== location.pathname + location.search;
    if (!isAnother || !history.state?.htmx || history.state.again) return;
    history.replaceState({ ...history.state, again: true }, ""); // once: never round in a circle
    location.reload();
  });

  /* The panel of a phone: “Show devices” and Escape close it, and the focus goes back to what opened it. */
  function closePanel() {
    const summary = panel().querySelector("summary");
    if (!panel().open || !summary.checkVisibility()) return;
    panel().open = false;
    summary.focus();
  }
  listing.addEventListener("submit", ({ submitter }) => {
    if (panel().contains(submitter) || panel().contains(document.activeElement)) closePanel();
  });
  listing.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel().contains(event.target)) closePanel();
  });
})();
