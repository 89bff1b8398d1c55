// The picture in words: status, legend, tables, and what is said of one node or connection.

import { REMOVED, VIEWS } from "./graph.js";
import { button, element, table, tell } from "./dom.js";

const MOST_ROWS = 500;
const MOST_LEGEND = 12;
const WEIGHTS = { lines: "Lines", churn: "Commits" };
const LARGER = { "fan-in": "larger: imported by more modules", lines: "larger: more lines", churn: "larger: changed in more commits" };

const figure = (number) => number.toLocaleString("en");

/** One sentence under the picture, and the picture's own name. */
export function tellScene(graph, scene, state) {
  const { nodes, edges, note } = scene;
  const parts = [`${tell(nodes.length, "node")} and ${tell(edges.length, "connection")}`, tellModules(graph), `${VIEWS[state.view]} view`];
  const name = `Import graph of ${graph.label}: ${parts[0]}, ${parts[2]}. The arrow keys move between nodes.`;
  if (state.showCycles) parts.push(tellCycles(graph, state.view, edges));
  if (graph.compared) {
    const added = edges.filter((each) => each.added).length, removed = edges.filter((each) => each.removed).length;
    parts.push(`since ${graph.before}: ${tell(added, "connection")} with added imports, ${figure(removed)} with removed ones`);
  }
  if (note) parts.push(note);
  return { status: `${parts.join(" · ")}.`, name };
}

function tellModules(graph) {
  const gone = graph.nodes.state.filter((state) => state === REMOVED).length;
  const all = graph.roots.reduce((sum, node) => sum + graph.modules[node], 0);
  return tell(all - gone, "module") + (gone ? ` and ${figure(gone)} removed` : "");
}

/** All cycles of the view, and how much of them shows: a closed package may hold one. */
function tellCycles(graph, view, edges) {
  const cycles = graph.cycles.filter((each) => each.view === view);
  if (!cycles.length) return "no cycle between modules";
  const members = cycles.reduce((sum, each) => sum + each.members.length, 0);
  const cyclic = edges.filter((each) => each.cyclic).length, cuts = edges.filter((each) => each.breakers).length;
  const shown = cyclic ? `${tell(cyclic, "connection")} of them shown, ${figure(cuts)} to cut` : "inside of closed packages";
  return `${tell(cycles.length, "cycle")} over ${tell(members, "module")}, ${shown}`;
}

/** What the colours, shapes and signs of this scene mean. */
export function listLegend(graph, scene, size) {
  const seen = new Map();
  for (const { colour } of scene.nodes) {
    const entry = seen.get(colour.key) ?? { ...colour, count: 0 };
    entry.count += 1;
    seen.set(colour.key, entry);
  }
  const ranked = [...seen.values()].sort((a, b) => b.count - a.count || a.key - b.key);
  const items = ranked.slice(0, MOST_LEGEND).map((each) => element("li", {}, swatch(each.colour, each.letter), ` ${each.word} (${figure(each.count)})`));
  if (ranked.length > MOST_LEGEND) items.push(element("li", {}, `and ${figure(ranked.length - MOST_LEGEND)} more`));
  items.push(element("li", {}, "■ package, ● module"), element("li", {}, LARGER[size]));
  if (scene.edges.some((each) => each.breakers)) items.push(element("li", {}, "red: in a cycle; “cut”: breaks it"));
  if (graph.compared) items.push(element("li", {}, "+ added, − removed (dashed)"));
  return items;
}

function swatch(colour, letter) {
  const mark = element("span", { class: "audit-swatch", "aria-hidden": "true" }, letter);
  mark.style.background = colour;
  return mark;
}

/** One node in a sentence, for those who do not see it. */
export function tellNode(graph, node, size) {
  const kind = node.isPackage ? `package of ${tell(graph.modules[node.id], "module")}` : "module";
  const weight = { lines: `, ${tell(node.weight, "line")}`, churn: `, changed in ${tell(node.weight, "commit")}` }[size] ?? "";
  const state = node.added ? ", added" : node.removed ? ", removed" : "";
  return `${graph.names[node.id]}, ${kind}, ${node.colour.word}, imported by ${node.fanIn}, imports ${node.fanOut}${weight}${node.cyclic ? ", in a cycle" : ""}${state}`;
}

/** One connection in a sentence. */
export function tellEdge(graph, edge) {
  const verb = edge.removed === edge.pairs ? "no longer imports" : "imports";
  const marks = tellMarks(edge);
  return `${graph.names[edge.source]} ${verb} ${graph.names[edge.target]}: ${tell(edge.imports, "import")}${marks && `, ${marks}`}`;
}

function tellMarks(edge) {
  return [edge.breakers && "cut to break the cycle", edge.cyclic && "in a cycle", edge.added && `${edge.added} added`, edge.removed && `${edge.removed} removed`].filter(Boolean).join(", ");
}

/** Nodes and connections as tables whose buttons do what a click in the picture does. */
export function buildTables(graph, scene, { colour, size }, heard) {
  const name = (node) => graph.names[node];
  const more = (rows) => (rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${figure(rows.length)}` : "");
  const mark = (each) => [each.removed && "removed", each.added && "added", each.cyclic && "in a cycle"].filter(Boolean).join(", ");
  const act = (word, what, pressed) => button(word, pressed, { "aria-label": `${word} ${what}` });
  const weight = WEIGHTS[size] ? [WEIGHTS[size]] : [];
  const nodes = table(`Nodes${more(scene.nodes)}`, ["Name", "Kind", "Modules", `By ${colour}`, ...weight, "Imported by", "Imports", "Marks", "Do"],
    scene.nodes.slice(0, MOST_ROWS).map((each) => [name(each.id), each.isPackage ? "package" : "module", graph.modules[each.id], each.colour.word, ...weight.map(() => each.weight), each.fanIn, each.fanOut, mark(each),
      element("span", { class: "audit-actions" }, act("Select", name(each.id), () => heard.select(each.id)),
        each.isPackage ? act("Open", name(each.id), () => heard.flip(each.id)) : null)]));
  const edges = table(`Connections${more(scene.edges)}`, ["Importer", "Imported", "Imports", "Marks", "Do"],
    scene.edges.slice(0, MOST_ROWS).map((each) => [name(each.source), name(each.target), each.imports, tellMarks(each),
      act("List", `imports from ${name(each.source)} to ${name(each.target)}`, () => heard.selectEdge(each))]));
  const frame = (title, inner) => element("div", { class: "audit-scroll", tabindex: "0", role: "region", "aria-label": title }, inner);
  return [frame("Table of nodes", nodes), frame("Table of connections", edges)];
}
