// The colours of the page around the widget, light or dark.

/** JupyterLab says it on the body; elsewhere the colour of the page's text tells. */
export function readTheme() {
  const said = document.body.dataset.jpThemeLight;
  const text = parse(getComputedStyle(document.body).color) ?? [30, 30, 30];
  const dark = said ? said === "false" : 0.299 * text[0] + 0.587 * text[1] + 0.114 * text[2] > 140;
  return {
    dark,
    text: dark ? "#e8e8ea" : "#1d2229",
    soft: dark ? "#a9afb8" : "#565d68",
    line: dark ? "#7b828d" : "#8d949e",
    faint: dark ? "#383c44" : "#dfe2e6",
    ground: dark ? "#15171a" : "#ffffff",
    box: dark ? "rgba(255,255,255,0.035)" : "rgba(20,40,70,0.035)",
    rim: dark ? "rgba(255,255,255,0.22)" : "rgba(20,40,70,0.24)",
    accent: dark ? "#7ab0ff" : "#1656b8",
  };
}

function parse(colour) {
  const parts = colour.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : null;
}

/** Call back when the page switches between light and dark. */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  for (const each of [document.documentElement, document.body]) {
    observer.observe(each, { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-jp-theme-name", "style"] });
  }
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", changed);
  };
}
