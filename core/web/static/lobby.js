// A screen in the lobby renews itself; while the site cannot be reached it goes on showing what it has.
(() => {
  const seconds = Number(document.body.dataset.renew) || 60;

  async function renew() {
    try {
      const answer = await fetch(location.href, {cache: "no-store"});
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of ["header", "main"]) {
          document.querySelector(part).replaceWith(fresh.querySelector(part));
        }
      }
    } catch {
      // The next turn tries again.
    }
  }

  setInterval(renew, seconds * 1000);
})();
