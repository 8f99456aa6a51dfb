// Runs before the first paint: where the reader left the colours to the system, follow it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.theme === "auto") {
      root.dataset.bsTheme = dark.matches ? "dark" : "light";
      document.dispatchEvent(new Event("themechange"));
    }
  };
  follow();
  dark.addEventListener("change", follow);
})();
