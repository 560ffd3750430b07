// Sets the colour scheme before the first paint, so that a dark screen does not flash white.
(function () {
  var held;
  try {
    held = localStorage.getItem("uchite.scheme");
  } catch (_) {
    held = null;
  }
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  var scheme = held === "dark" || held === "light" ? held : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
