// The explorer's side panel: what is selected, or the chains that were asked for.

import { breakable, button, element, tell } from "./dom.js";
import { describeStatements, nodeSections } from "./panel.js";

const MOST_NAMES = 20;

/** The panel of a connection: what it is, then its statements once Python has answered. */
export function openEdge(graph, [source, target], view, heard) {
  const [from, to] = [source, target].map((node) => graph.names[node]);
  const head = [
    element("h3", {}, breakable(`${from} → ${to}`)),
    element("div", { class: "audit-actions" },
      button("Importer", () => heard.select(source), { "aria-label": `Select ${from}` }),
      button("Imported", () => heard.select(target), { "aria-label": `Select ${to}` })),
  ];
  return { head, question: { ask: "statements", source, target }, name: `${from} → ${to}`, fill: (answer) => [describeStatements(answer, view)] };
}

/** The panel of selected nodes: the first one whole, the others by name. */
export function openNodes(graph, chosen, isOpen, heard) {
  const node = chosen[0];
  const head = [element("h3", {}, breakable(graph.names[node]))];
  if (chosen.length > 1) {
    const others = chosen.slice(1, MOST_NAMES).map((each) => graph.names[each]).join(", ");
    head.push(element("p", {}, `and ${tell(chosen.length - 1, "other")}: ${others}`));
  }
  head.push(element("div", { class: "audit-actions" },
    graph.isPackage(node) ? button(isOpen ? "Close" : "Open", () => heard.flip(node)) : null,
    button("Focus", () => heard.focusOn(node)), button("Chains from", () => heard.setEnd(0, node)), button("Chains to", () => heard.setEnd(1, node))));
  return { head, question: { ask: "node", node }, name: graph.names[node], fill: nodeSections };
}

/** Nothing is selected: how to select. */
export function openNothing() {
  return {
    head: [element("h3", {}, "Nothing selected"),
      element("p", {}, "Click a node, or move to it with the arrow keys and press Enter. Click a line between two nodes to list its imports. Double-click or Space opens a package.")],
    question: null, name: "", fill: () => [],
  };
}

/** The shortest chains, written out; nothing when none were asked for. */
export function describeChains(graph, chains, ends) {
  if (!chains) return [];
  const [from, to] = ends.map((node) => graph.names[node]);
  if (!chains.total) return [element("h3", {}, "Chains"), element("p", {}, `No chain of imports leads from ${from} to ${to} in this view.`)];
  const more = chains.total > chains.chains.length ? `, the first ${chains.chains.length}` : "";
  return [element("h3", {}, "Shortest chains"), element("p", {}, `${tell(chains.total, "chain")} from ${from} to ${to}${more}:`),
    element("ol", { class: "audit-chains" }, chains.chains.map((chain) => element("li", {}, chain.map((node) => graph.names[node]).join(" → "))))];
}
