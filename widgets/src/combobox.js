// A text field with completion, after the ARIA pattern of a combobox with a list.

import { element } from "./dom.js";

let made = 0;

/** `find(text)` gives nodes, `name(node)` their text, `chosen(node)` is called with one of them. */
export function combobox(title, { find, name, chosen }) {
  const id = `audit-list-${(made += 1)}-${Math.random().toString(36).slice(2, 8)}`;
  let found = [], active = -1;
  const list = element("ul", { id, role: "listbox", class: "audit-list", "aria-label": title, hidden: true });
  const input = element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false", placeholder: "name…", size: "16",
    oninput: () => open(find(input.value)),
    onkeydown: (event) => press(event),
    onblur: () => setTimeout(close, 150),
  });
  function open(nodes) {
    found = nodes;
    active = nodes.length ? 0 : -1;
    list.replaceChildren(...nodes.map((node, place) => element("li", {
      role: "option", id: `${id}-${place}`,
      onmousedown: (event) => {
        event.preventDefault();
        choose(place);
      },
    }, name(node))));
    list.hidden = !nodes.length;
    input.setAttribute("aria-expanded", String(nodes.length > 0));
    point();
  }
  function point() {
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }
  function choose(place) {
    if (place < 0 || place >= found.length) return;
    input.value = name(found[place]);
    close();
    chosen(found[place]);
  }
  function press(event) {
    if (event.key === "ArrowDown" && list.hidden) open(find(input.value));
    else if (event.key === "ArrowDown") active = Math.min(active + 1, found.length - 1);
    else if (event.key === "ArrowUp") active = Math.max(active - 1, 0);
    else if (event.key === "Enter") choose(list.hidden ? -1 : active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    if (!list.hidden) point();
  }
  return { root: element("label", { class: "audit-control audit-search" }, `${title} `, input, list), input };
}
