// Staff are told before their sign-in ends, and sign in again without leaving a half-filled form.
// Tabs share one moment, that of the last request; nothing else is kept in the browser.
(() => {
  const dialog = document.getElementById("idle");
  const facts = dialog.dataset;
  const key = `linli.seen ${facts.place}`;
  const form = dialog.querySelector("form[data-part=over]");
  const problem = dialog.querySelector("[data-error]");
  const [title, text] = [dialog.querySelector("h2"), dialog.querySelector("p")];
  const stayButton = dialog.querySelector("[data-stay]");
  let seen = Date.now();
  let last = seen + facts.left * 1000;
  let state = "";

  // A browser may refuse to store; then each tab counts for itself.
  function note() {
    seen = Date.now();
    try { localStorage.setItem(key, seen); } catch { /* see above */ }
  }

  function end() {
    let shared = 0;
    try { shared = Number(localStorage.getItem(key)) || 0; } catch { /* see note() */ }
    return Math.min(Math.min(Date.now(), Math.max(seen, shared)) + facts.idle * 1000, last);
  }

  async function ask(url, options) {
    try {
      const response = await fetch(url, {...options, headers: {Accept: "application/json"}});
      return {status: response.status, ...(response.status === 204 ? {} : await response.json())};
    } catch {
      return {status: 0, error: problem.dataset.offline};
    }
  }

  function complain(said = "") {
    problem.textContent = said;
    problem.hidden = !said;
  }

  function show(next) {
    if (state === next) { return; }
    state = facts.state = next;
    const time = new Date(end()).toLocaleTimeString(document.documentElement.lang, {hour: "2-digit", minute: "2-digit"});
    complain();
    title.textContent = title.dataset[next];
    text.textContent = text.dataset[next].replace("{time}", time).replace("{name}", () => facts.name);
    dialog.querySelectorAll("[data-part]").forEach((part) => { part.hidden = part.dataset.part !== next; });
    bootstrap.Offcanvas.getInstance("#side")?.hide(); // it would take the focus back
    if (!dialog.open) { dialog.showModal(); }
    (next === "over" ? form.elements.phone : stayButton).focus();
  }

  function hide() {
    state = "";
    dialog.close(); // puts the focus back to where it was
  }

  function check() {
    const left = end() - Date.now();
    if (state === "over") { return; }
    if (left <= 0) { show("over"); } else if (left <= facts.warn * 1000) { show("warning"); } else if (state) { hide(); }
  }

  async function stay() {
    const {status, error} = await ask(facts.stillHere);
    if (status === 204) { note(); check(); } else if (status === 401) { show("over"); } else { complain(error); }
  }

  // The forms and the scripts of this page go on with the token of the new sign-in.
  function goOn(answer) {
    // Somebody else gets a fresh page: nothing of the former reader's is theirs.
    if (answer.person !== facts.person) { location.reload(); return; }
    document.querySelectorAll("input[name=csrf_token]").forEach((input) => { input.value = answer.csrf_token; });
    document.querySelectorAll("[hx-headers]").forEach((element) => {
      const headers = {...JSON.parse(element.getAttribute("hx-headers")), "X-CSRFToken": answer.csrf_token};
      element.setAttribute("hx-headers", JSON.stringify(headers));
    });
    last = Date.now() + answer.left * 1000;
    note();
    hide();
  }

  async function signIn(event) {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    const asked = wantsCode() ? facts.againCode : facts.again;
    let answer = await ask(facts.again);
    form.elements.csrf_token.value = answer.csrf_token;
    answer = answer.error ? answer : await ask(asked, {method: "POST", body: new FormData(form)});
    button.disabled = false;
    form.elements.password.value = form.elements.code.value = "";
    complain(answer.error);
    if (answer.status === 200 && !answer.code) { wantCode(false); goOn(answer); return; }
    if (answer.status === 200) { wantCode(true); } else if (answer.begin) { wantCode(false); }
    (wantsCode() ? form.elements.code : form.elements.password).focus();
  }

  const wantsCode = () => !form.elements.code.disabled;

  // After the password the same form asks for the one-time code, where there is one.
  function wantCode(wanted) {
    form.querySelectorAll("[data-half]").forEach((field) => {
      const shown = (field.dataset.half === "code") === wanted;
      field.hidden = !shown;
      field.querySelector("input").disabled = !shown;
    });
  }

  // Another tab was used. If this one is over, somebody signed in there.
  async function elsewhere({key: changed}) {
    if (changed !== key) { return; }
    const answer = state === "over" ? await ask(facts.again) : {};
    if (answer.person) { goOn(answer); } else { check(); }
  }

  note();
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
  addEventListener("storage", elsewhere);
  stayButton.addEventListener("click", stay);
  form.addEventListener("submit", signIn);
  dialog.addEventListener("keydown", (event) => { // Esc: going on, or nothing at all once it is over
    if (event.key !== "Escape") { return; }
    event.preventDefault();
    if (state === "warning") { stay(); }
  });
  dialog.addEventListener("close", () => { if (state) { dialog.showModal(); } });
  document.body.addEventListener("linli:sign-in", () => show("over"));
  document.body.addEventListener("htmx:beforeSwap", ({detail}) => { detail.shouldSwap &&= detail.xhr.status !== 401; });
  document.body.addEventListener("htmx:afterRequest", ({detail}) => { if (detail.successful) { note(); } });
})();
