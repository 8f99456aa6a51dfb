// What can be measured of a page as it stands; each check gives one line for each fault.
// The numbers are those of the acceptance checks in reference/ux.md that they prove.
window.pageChecks = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .skip");
  const short = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 140);

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
      const e = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !e.closest("script, style, svg") && shown(e)) found.push(walker.currentNode);
    }
    return found;
  }

  // 2 and 5: no text under `least` pixels.
  function smallText(least) {
    return texts().filter((text) => parseFloat(getComputedStyle(text.parentElement).fontSize) < least - 0.01)
      .map((text) => `${getComputedStyle(text.parentElement).fontSize}: ${text.data.trim().slice(0, 40)} ${text.parentElement.className}`);
  }

  // What a finger may touch to reach `e`: itself, or all of its label.
  function area(e) {
    const boxes = [e, ...(e.labels || [])].map((each) => each.getBoundingClientRect());
    const of = (side, pick) => pick(...boxes.map((box) => box[side]));
    return {
      width: of("right", Math.max) - of("left", Math.min), height: of("bottom", Math.max) - of("top", Math.min),
    };
  }

  const inText = (e) => e.tagName === "A" && getComputedStyle(e).display === "inline";

  // 3 and 4: everything to touch is `least` pixels high and wide. Exempt are links inside text; the rooms of a
  // building's plan, eight in a row with a list beside them; and the hours of a week, for which there is a form.
  function smallTargets(least) {
    return all("a[href], button, input:not([type=hidden]), select, textarea, summary").filter((e) => shown(e) && !inText(e))
      .filter((e) => !e.closest(".rm, .search, .venue-week"))
      .map((e) => [area(e), e]).filter(([box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
      .map(([box, e]) => `${Math.round(box.width)}x${Math.round(box.height)} ${short(e)}`);
  }

  // 7: by how much the page is wider than its window, and what sticks out.
  function tooWide() {
    const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return [];
    const out = all("body *").filter((e) => shown(e) && e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".table-scroll"));
    return [`${over} pixels too wide: ${out.slice(0, 3).map(short).join(" | ")}`];
  }

  // 8: pictures have words, charts their figures as a table.
  function wordless() {
    const named = (e) => e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.querySelector("title");
    return [
      ...all("img:not([alt])"), ...all("[role=img]").filter((e) => !named(e)),
      ...all("svg").filter((e) => !e.closest("[aria-hidden=true]") && !named(e) && e.getAttribute("role") !== "presentation"),
      ...all("[data-chart]").filter((e) => !e.parentElement.querySelector(".chart-table table tbody tr")),
    ].map((e) => `no words: ${short(e)}`);
  }

  // 12: nothing moves on, plays or pops up by itself.  13: no puzzle, no field that refuses what is pasted.
  function pushy() {
    const refuses = (e) => !e.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, cancelable: true}));
    return [
      ...all("meta[http-equiv=refresh], [autoplay], video, audio, marquee, dialog[open], .modal.show"),
      ...all("[src*=captcha], [class*=captcha], [name*=captcha]"),
      ...all("input:not([type=hidden]):not([type=file]), textarea").filter(refuses),
    ].map((e) => `pushy: ${short(e)}`);
  }

  // 17, with reduced motion asked for: nothing moves.
  function moving() {
    return all("body *").filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0.01).slice(0, 3).map((e) => `moves: ${short(e)}`)
      .concat(document.getAnimations().map((each) => `animated: ${each.animationName}`));
  }

  // 17, with forced colours: what is pressed or filled in keeps an edge.
  function edgeless() {
    return all(".btn, input:not([type=hidden]), select, textarea, .badge").filter(shown)
      .filter((e) => !e.closest(".search") && ["none", "hidden"].includes(getComputedStyle(e).borderTopStyle))
      .map((e) => `no edge: ${short(e)}`);
  }

  // 17, on paper: nothing to press, and no menu.
  function pressable() {
    return all("nav, button, .btn, .topbar, .toasts").filter((e) => e.checkVisibility() && e.getBoundingClientRect().height > 0)
      .map((e) => `printed: ${short(e)}`);
  }

  // 18: every visible text with what says its language.
  const words = () => texts().map((text) => [text.data.trim(), text.parentElement.closest("[lang]").lang]);

  // 14: the entry to the version for elders, without scrolling.
  const elderEntry = () => all("[data-cookie^=elder]").some((e) => shown(e) && e.getBoundingClientRect().bottom <= innerHeight);

  // 11: each form that requires something, posted without it; `kept` is what else was typed.
  async function refusals() {
    const found = [];
    for (const form of all("form[method=post].form-card").filter((form) => form.querySelector(".req"))) {
      found.push(...(await refusal(form)));
    }
    return found;
  }

  async function refusal(form) {
    const sent = new FormData(form), kept = [], words = "留住的字";
    for (const e of form.elements) {
      if (e.name && e.name !== "csrf_token" && e.type !== "hidden") {
        const required = (e.labels?.[0] || e.closest("fieldset"))?.parentElement.querySelector(".req");
        const free = !required && (e.tagName === "TEXTAREA" || e.type === "text") && !e.inputMode && !e.list;
        sent.set(e.name, free ? words : "");
        if (free) kept.push(e.name);
      }
    }
    const answer = await fetch(form.action, {method: "POST", body: sent});
    if (answer.redirected) return [`taken though empty: ${form.action}`];
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const links = all("[data-errors] a", page), faults = links.length ? [] : [`${answer.status} no summary: ${form.action}`];
    for (const link of links) {
      const field = page.querySelector(link.hash), invalid = field?.matches("fieldset, [aria-invalid=true], .signature");
      const text = page.getElementById((field?.getAttribute("aria-describedby") || "").split(" ")[0]);
      if (!invalid || !(text || field.querySelector(".invalid-feedback"))?.textContent.trim()) faults.push(`nothing at the field: ${link.outerHTML}`);
    }
    return faults.concat(kept.filter((name) => page.querySelector(`[name="${name}"]`)?.value !== words).map((name) => `forgot ${name}: ${form.action}`));
  }

  return {smallText, smallTargets, tooWide, wordless, pushy, moving, edgeless, pressable, words, elderEntry, refusals};
})();
