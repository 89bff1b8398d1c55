// The explorer's controls: what they are called, and which shared value each of them sets.

import { VIEWS } from "./graph.js";
import { findMatches } from "./search.js";
import { button, choice, element, toggle } from "./dom.js";
import { combobox } from "./combobox.js";

const COLOURS = ["zone", "package", "community", "family", "finding"];
const MOST_STEPS = 9;
const NO_CHURN = "churn: no git history";

/**
 * Bar, second bar and the fields in them. `heard`: set(values), goTo(node), setEnd(side, node), showChains(),
 * focusSelected(), openAll(), closeAll(), fit().
 */
export function buildControls(graph, model, heard) {
  const fields = {
    view: choice("View", VIEWS, model.get("view"), (value) => heard.set({ view: value })),
    colour: choice("Colour", COLOURS, model.get("colour"), (value) => heard.set({ colour: value })),
    size: choice("Size", listSizes(graph), model.get("size"), (value) => heard.set({ size: value })),
    hide_tests: toggle("hide tests", model.get("hide_tests"), (value) => heard.set({ hide_tests: value })),
    show_cycles: toggle("cycles", model.get("show_cycles"), (value) => heard.set({ show_cycles: value })),
    upstream: countSteps("steps upstream", "upstream", model, heard),
    downstream: countSteps("steps downstream", "downstream", model, heard),
  };
  const find = (text) => findMatches(graph, text);
  const name = (node) => graph.names[node] + (graph.isPackage(node) ? " (package)" : "");
  const search = combobox("Search", { find, name, chosen: heard.goTo });
  const ends = ["From", "To"].map((title, side) => combobox(title, { find, name, chosen: (node) => heard.setEnd(side, node) }));
  const everything = button("Show everything", () => heard.set({ focused: -1, chain: [] }), { hidden: true });
  const bar = element("div", { class: "audit-bar", role: "group", "aria-label": "Controls" },
    search.root, ...["view", "colour", "size", "show_cycles", "hide_tests"].map((each) => fields[each].root),
    button("Open all", heard.openAll), button("Close all", heard.closeAll), button("Whole picture", heard.fit), everything);
  const more = element("details", { class: "audit-more" }, element("summary", {}, "Focus and chains"),
    element("div", { class: "audit-bar", role: "group", "aria-label": "Focus and chains" },
      button("Focus on selection", heard.focusSelected), fields.upstream.root, fields.downstream.root,
      ...ends.map((each) => each.root), button("Show chains", heard.showChains)));
  return { bar, more, fields, ends, everything };
}

/** Churn needs a history: without one the choice is there, says why, and cannot be taken. */
function listSizes(graph) {
  const known = graph.nodes.commits.some((count) => count > 0);
  return ["fan-in", "lines", known ? "churn" : { value: "churn", text: NO_CHURN, disabled: true }];
}

function countSteps(title, trait, model, heard) {
  const changed = () => heard.set({ [trait]: Math.min(MOST_STEPS, Math.max(0, Number(input.value) || 0)) });
  const input = element("input", { type: "number", min: "0", max: String(MOST_STEPS), value: model.get(trait), onchange: changed });
  return { root: element("label", { class: "audit-control" }, `${title} `, input), input };
}

/** The controls say what the shared values are, whoever set them. */
export function fillControls({ fields, everything, more }, model) {
  for (const name of ["view", "colour", "size"]) fields[name].select.value = model.get(name);
  for (const name of ["hide_tests", "show_cycles"]) fields[name].input.checked = model.get(name);
  for (const name of ["upstream", "downstream"]) fields[name].input.value = model.get(name);
  const narrowed = model.get("focused") >= 0 || model.get("chain").length > 0;
  everything.hidden = !narrowed;
  if (narrowed) more.open = true;
}
