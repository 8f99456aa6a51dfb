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
    const squeezed = all(".topbar .brand, .topbar .iconbtn, .bar a").filter((e) => shown(e) && e.scrollWidth > e.clientWidth + 1).map((e) => `words stick out: ${short(e)}`);
    if (over <= 0) return squeezed;
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

  // 9: what Tab has to reach, in this order; of radio buttons that belong together the chosen one or the first.
  function stops() {
    const one = (e) => {
      const group = all(`input[type=radio][name="${CSS.escape(e.name)}"]:enabled`, e.form || document);
      return e.type !== "radio" || (group.find((each) => each.checked) || group[0]) === e;
    };
    return all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")
      .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.matches(":disabled") && e.tabIndex >= 0 && one(e));
  }

  // Fields of several parts, and boxes to scroll, take more than one press.
  function morePresses() {
    const parts = {date: 4, time: 3, month: 3, "datetime-local": 7};
    const scrolls = (e) => e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX);
    return all("input").reduce((sum, e) => sum + (parts[e.type] || 0), all("body *").filter(scrolls).length + 1);
  }

  // The ring of the focus is on the element itself, or on the frame or the label around it: told by its colour from what
  // is around it, and cut off by no frame on more than two sides.
  function ringed(e) {
    return [e, e.parentElement, ...(e.labels || [])].some((each) => {
      const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(each);
      return outlineStyle === "solid" && parseFloat(outlineWidth) >= 2.5 && cutSides(each) <= 2
        && around(each.parentElement).every((colour) => contrast(outlineColor, colour) >= 3);
    });
  }

  function cutSides(e) {
    const box = e.getBoundingClientRect(), cut = new Set();
    for (let frame = e.parentElement; frame !== document.body && frame; frame = frame.parentElement) {
      if (getComputedStyle(frame).overflow === "visible") continue;
      const of = frame.getBoundingClientRect();
      for (const side of ["left", "top"]) if (box[side] - 3 < of[side]) cut.add(side);
      for (const side of ["right", "bottom"]) if (box[side] + 3 > of[side]) cut.add(side);
    }
    return cut.size;
  }

  // The colours of the nearest background, all of a gradient's.
  function around(e) {
    const {backgroundColor, backgroundImage} = getComputedStyle(e);
    const found = `${backgroundImage} ${backgroundColor}`.match(/rgb\([^)]*\)/g);
    return found || !e.parentElement ? (backgroundImage.match(/rgb\([^)]*\)/g) || found || ["rgb(255, 255, 255)"]) : around(e.parentElement);
  }

  function contrast(...colours) {
    const light = colours.map((colour) => {
      const [red, green, blue] = colour.match(/[\d.]+/g).map((each) => each / 255)
        .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    });
    return Math.max(...light) / Math.min(...light);
  }

  // A bar that stands still may lie on a part of it, not on all of it.
  function inSight(e) {
    const box = e.getClientRects()[0], at = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
    const top = Math.max(box.top, 0), height = Math.min(box.bottom, innerHeight) - top;
    return at.map(([x, y]) => document.elementFromPoint(box.left + x * box.width, top + y * height))
      .some((hit) => hit && (e.contains(hit) || hit.contains(e) || [...(e.labels || [])].some((label) => label.contains(hit))));
  }

  // Begins at the top of the page; gives how often to press Tab for the first `most` of them.
  let walk = null;
  function startWalk(most) {
    walk = {wanted: stops().slice(0, most), reached: [], faults: []};
    document.addEventListener("focusin", ({target}) => {
      if (!walk.reached.includes(target)) walk.reached.push(target);
      if (target.matches(".skip") && !inSight(target)) walk.faults.push("the link to the content stays out of sight");
      if (walk.wanted.includes(target) && !ringed(target)) walk.faults.push(`no ring: ${cutSides(target)} sides cut: ${short(target)}`);
    });
    document.addEventListener("focusout", ({target}) => {
      if (walk.wanted.includes(target) && !target.matches(".skip") && !inSight(target)) walk.faults.push(`out of sight: ${short(target)}`);
    });
    const top = Object.assign(document.createElement("span"), {tabIndex: -1});
    document.body.prepend(top);
    top.focus();
    top.remove();
    return walk.wanted.length + morePresses();
  }

  function endWalk() {
    const {wanted, faults} = walk, reached = walk.reached.filter((e) => wanted.includes(e));
    document.activeElement.blur();
    const missed = wanted.filter((e) => !reached.includes(e)).map((e) => `not reached: ${short(e)}`);
    const turned = wanted.filter((e) => reached.includes(e)).filter((e, place) => reached[place] !== e);
    return [...new Set([...faults, ...missed, ...turned.slice(0, 1).map((e) => `out of order: ${short(e)}`)])];
  }

  // 9: whatever a button unfolds or opens, Esc closes, and the focus is back on that button.
  async function stuck() {
    const found = [], turn = () => new Promise((done) => setTimeout(done, 20));
    const escape = (e) => e.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true}));
    const focused = (root) => { const first = all("a[href], button, input, select, textarea", root).find(shown); first?.focus(); return first || root; };
    for (const opener of all("details.ask > summary").filter(shown)) {
      const box = opener.parentElement, was = box.open;
      box.open = true;
      escape(focused(box));
      if (box.open || document.activeElement !== opener) found.push(`stays unfolded: ${short(opener)}`);
      box.open = was;
    }
    for (const opener of all("[data-bs-toggle]").filter(shown)) {
      const box = opener.dataset.bsTarget ? document.querySelector(opener.dataset.bsTarget) : opener.nextElementSibling;
      opener.focus();
      opener.click();
      for (let turns = 0; turns < 50 && !box.matches(".show:not(.showing)"); turns++) await turn();
      escape(focused(box));
      for (let turns = 0; turns < 50 && box.matches(".show, .hiding"); turns++) await turn();
      await turn();
      if (box.matches(".show") || document.activeElement !== opener) found.push(`stays open: ${short(opener)}`);
    }
    document.activeElement.blur();
    return found;
  }

  // What contrast depends on: the colours of the texts and of what is under them, how solid, and whether they are large.
  function colours() {
    const said = (e) => {
      const style = getComputedStyle(e), under = [];
      const large = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
      for (let each = e, solid = false; each && !solid; each = each.parentElement) {
        const {backgroundColor, backgroundImage, opacity} = getComputedStyle(each);
        solid = backgroundColor.startsWith("rgb(") && opacity === "1";
        if (!backgroundColor.endsWith(", 0)") || backgroundImage !== "none" || opacity !== "1") under.push(backgroundColor, backgroundImage, opacity);
      }
      return [style.color, large, ...under].join(" ");
    };
    return [...new Set(texts().map((text) => said(text.parentElement)))];
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

  return {
    smallText, smallTargets, tooWide, wordless, pushy, startWalk, endWalk, stuck, colours, moving, edgeless, pressable, words,
    elderEntry, refusals,
  };
})();
