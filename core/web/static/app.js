// Small conveniences; every page works without them, except the preference buttons.
(() => {
  const inField = (element) => /INPUT|TEXTAREA|SELECT/.test(element.tagName);

  function remember(pair) {
    document.cookie = `${pair};path=/;max-age=31536000;samesite=lax`;
    location.reload();
  }

  // The first press reads aloud, the second stops.
  function speak(button) {
    const silent = button.getAttribute("aria-pressed") !== "true";
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", silent);
    if (silent) {
      const text = new SpeechSynthesisUtterance(document.querySelector(button.dataset.speak).innerText);
      text.lang = document.documentElement.lang;
      text.rate = 0.9;
      text.onend = text.onerror = () => button.setAttribute("aria-pressed", speechSynthesis.speaking);
      speechSynthesis.speak(text);
    }
  }

  // Shows what only makes sense with script: reading aloud where the browser can, going back where there is a way back.
  function reveal(root) {
    if ("speechSynthesis" in window) {
      root.querySelectorAll("[data-speak]").forEach((button) => { button.hidden = false; });
      addEventListener("pagehide", () => speechSynthesis.cancel());
    }
    if (history.length > 1) {
      root.querySelectorAll("[data-back]").forEach((button) => { button.hidden = false; });
    }
  }

  function asForm(element) {
    const form = Object.assign(document.createElement("form"), {method: "post", action: element.getAttribute("hx-post")});
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name: "csrf_token", value: token}));
    document.body.append(form);
    return form;
  }

  function welcome(toast) {
    if (!toast.querySelector("a, form")) {
      setTimeout(() => dismiss(toast), 12000);
    }
  }

  // Where the reader was before a message took the focus.
  let before = null;
  document.addEventListener("focusin", ({target}) => {
    if (!target.closest(".toasts")) {
      before = target;
    }
  });

  // A message that goes gives the focus back.
  function dismiss(toast) {
    const held = toast.contains(document.activeElement);
    toast.remove();
    if (held) {
      (before?.isConnected ? before : document.getElementById("main")).focus({preventScroll: true});
    }
  }

  // A link into a folded part opens it, and nothing is folded on paper, also where the browser does neither by itself.
  function unfold(element) {
    const fold = element?.closest("details.field-group");
    if (fold) {
      fold.open = true;
    }
  }
  addEventListener("beforeprint", () => document.querySelectorAll(".field-group > fieldset").forEach(unfold));

  const onClick = [
    ["[data-cookie]", (button) => remember(button.dataset.cookie)],
    ["[data-theme-toggle]", () => {
      remember(`theme=${document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark"}`);
    }],
    ["[data-speak]", speak],
    ["[data-back]", () => history.back()],
    ["[data-dismiss]", (button) => dismiss(button.closest("[data-toast]"))],
    ["[data-print]", () => print()],
    ["a[href^='#']", (link) => unfold(document.getElementById(decodeURIComponent(link.hash.slice(1))))],
  ];

  document.addEventListener("click", (event) => {
    for (const [selector, act] of onClick) {
      const target = event.target.closest(selector);
      if (target) {
        act(target);
        return;
      }
    }
  });

  // "/" jumps to the search field.
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search && !inField(event.target)) {
      event.preventDefault();
      search.focus();
    }
  });

  // Esc folds what a button unfolded; while a word is being composed it belongs to the input method.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && !event.isComposing && event.target.closest("details.ask[open]");
    if (open && !event.defaultPrevented) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // A part that HTMX replaces takes the focus with it, unless its id comes again: then the same link gets it, or else
  // the part itself or the first thing in it.
  let lost = null;
  document.body.addEventListener("htmx:beforeSwap", ({detail}) => {
    const held = document.activeElement;
    lost = detail.target.contains(held) ? {part: detail.target.id, link: held.getAttribute("href")} : null;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const part = lost && document.activeElement === document.body && document.getElementById(lost.part);
    if (part) {
      const same = [...part.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === lost.link);
      const next = same || (part.hasAttribute("tabindex") ? part : part.querySelector("input:enabled, button, a[href]"));
      next?.focus({preventScroll: true});
    }
  });

  // A second tap on a button must not post a form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent) {
      if (form.dataset.sent) {
        event.preventDefault();
      }
      return;
    }
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // A switch or a script's form that asks for the password again is sent once more as a page, which can ask for it.
  document.body.addEventListener("linli:prove", ({target}) => (target.closest("form[method=post]") ?? asForm(target)).submit());

  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach((node) => node.matches?.("[data-toast]") && welcome(node)));
  }).observe(document.getElementById("toasts"), {childList: true});
  document.querySelectorAll("[data-toast]").forEach(welcome);

  reveal(document);
  document.querySelector("[data-errors]")?.focus();
})();
