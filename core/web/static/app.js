// Small conveniences; every page works without them, except the preference buttons.
(() => {
  const inField = (element) => /INPUT|TEXTAREA|SELECT/.test(element.tagName);

  function remember(pair) {
    document.cookie = `${pair};path=/;max-age=31536000;samesite=lax`;
    location.reload();
  }

  function speak(selector) {
    const text = new SpeechSynthesisUtterance(document.querySelector(selector).innerText);
    text.lang = document.documentElement.lang;
    text.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(text);
  }

  // Shows what only makes sense with script: reading aloud where the browser can, going back where there is a way back.
  function reveal(root) {
    if ("speechSynthesis" in window) {
      root.querySelectorAll("[data-speak]").forEach((button) => { button.hidden = false; });
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
      setTimeout(() => toast.remove(), 12000);
    }
  }

  const onClick = [
    ["[data-cookie]", (button) => remember(button.dataset.cookie)],
    ["[data-theme-toggle]", () => {
      remember(`theme=${document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark"}`);
    }],
    ["[data-speak]", (button) => speak(button.dataset.speak)],
    ["[data-back]", () => history.back()],
    ["[data-dismiss]", (button) => button.closest("[data-toast]").remove()],
    ["[data-print]", () => print()],
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
