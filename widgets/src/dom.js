// Elements without markup: every text is set as text, so that a hostile name stays a name.

const FOCUSABLE = new Set(["button", "select", "input", "summary"]);

/** One element; attributes by name, `on…` functions as listeners, children as nodes or texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  // JupyterLab's one-letter shortcuts stay away from the element that carries this mark itself.
  if (FOCUSABLE.has(tag) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A labelled choice among words; an option may be { value, text, disabled }. */
export function choice(title, options, value, changed) {
  const told = options.map((each) => (typeof each === "string" ? { value: each, text: each } : each));
  const select = element("select", { onchange: () => changed(select.value) }, told.map(({ text, ...attributes }) => element("option", attributes, text)));
  select.value = value;
  return { root: element("label", { class: "audit-control" }, `${title} `, select), select };
}

/** A labelled switch. */
export function toggle(title, value, changed) {
  const input = element("input", { type: "checkbox", checked: value, onchange: () => changed(input.checked) });
  return { root: element("label", { class: "audit-control" }, input, ` ${title}`), input };
}

/** A button. */
export function button(title, pressed, attributes = {}) {
  return element("button", { type: "button", class: "audit-button", onclick: pressed, ...attributes }, title);
}

/** A table with a caption and scoped headings; cells are texts, numbers or nodes. */
export function table(caption, headings, rows) {
  const numeric = (cell) => typeof cell === "number";
  return element("table", { class: "audit-grid" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, headings.map((each) => element("th", { scope: "col" }, each)))),
    element("tbody", {}, rows.map((row) => element("tr", {}, row.map((cell) => element("td", { class: numeric(cell) ? "number" : null },
      numeric(cell) ? cell.toLocaleString("en") : typeof cell === "string" ? breakable(cell) : cell))))));
}

const LONG_WORD = 30;

/** A text that may be broken after dots (that of `.py` aside), slashes and underscores; longer words anywhere. */
export function breakable(text) {
  return text.split(/(?<=[_/])|(?<=\.)(?!pyi?\b)/u).flatMap((part) => [
    part.length > LONG_WORD ? element("span", { class: "audit-long" }, part) : part, element("wbr"),
  ]);
}

/** A number of things in words. */
export function tell(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
