// From what a person chose to what is drawn: nodes with places and marks, edges, boxes.

import { ADDED, REMOVED, ancestors, isTest, modulesBelow } from "./graph.js";
import { countNeighbours, foldEdges, foldNodes, readCycles } from "./fold.js";
import { findNeighbourhood, findShortestChains, readNeighbours } from "./chains.js";
import { chooseColours } from "./colours.js";
import { layOut } from "./layout.js";

const OPENED_BY_ITSELF = 80;
// Sizes that add up; churn is the number of commits that changed a file.
const SUMMED = { lines: "lines", churn: "commits" };

/**
 * Everything to draw. `state`: expanded (set), view (0–2), colour, size, hideTests, showCycles,
 * focused (node or -1), upstream, downstream, chain ([from, to] or []).
 */
export function buildScene(graph, state, aspect) {
  const { keep, chains, note } = chooseModules(graph, state);
  const narrowed = state.focused >= 0 || state.chain.length === 2;
  const expanded = narrowed ? openKept(graph, state.expanded, keep) : state.expanded;
  const folded = foldNodes(graph, expanded, keep);
  const layout = layOut(graph, folded, aspect);
  const cycles = readCycles(graph, state.view);
  const edges = foldEdges(graph, folded.standsFor, state.view, state.showCycles ? cycles : null);
  const neighbours = countNeighbours(graph, folded.standsFor, state.view);
  const colourOf = chooseColours(graph, state.colour);
  const weights = SUMMED[state.size] ? sumColumn(graph, SUMMED[state.size]) : neighbours.fanIn;
  const heaviest = folded.visible.reduce((most, node) => Math.max(most, weights[node]), 1);
  const largest = folded.visible.reduce((most, node) => Math.max(most, graph.modules[node]), 1);
  const unit = folded.visible.length <= 60 ? 8 : folded.visible.length <= 300 ? 6 : folded.visible.length <= 1500 ? 3.6 : 2.2;
  const marks = countStates(graph);
  const cyclic = state.showCycles ? findCyclic(graph, folded.standsFor, cycles) : new Set();
  const nodes = folded.visible.map((node) => {
    const place = layout.places.get(node);
    const isPackage = graph.isPackage(node);
    const inner = isPackage ? 1.1 + 0.5 * Math.sqrt(graph.modules[node] / largest) : 0.85;
    return {
      id: node, x: place.x, y: -place.y, isPackage, colour: colourOf(node),
      size: unit * inner * (0.8 + 0.7 * Math.sqrt(weights[node] / heaviest)),
      label: graph.nodes.label[node] + (isPackage ? ` (${graph.modules[node].toLocaleString("en")})` : ""),
      added: marks.added[node] === graph.modules[node], removed: marks.removed[node] === graph.modules[node],
      changed: marks.added[node] + marks.removed[node] > 0, cyclic: cyclic.has(node),
      weight: weights[node], fanIn: neighbours.fanIn[node], fanOut: neighbours.fanOut[node],
    };
  });
  return { nodes, edges, layout, folded, chains, note, expanded, keep };
}

/** The modules that are kept (null: all), the shortest chains if any were asked for, and why. */
export function chooseModules(graph, state) {
  let keep = null;
  let chains = null;
  let note = "";
  if (state.chain.length === 2) {
    const [from, to] = state.chain.map((node) => modulesBelow(graph, node));
    chains = findShortestChains(readNeighbours(graph, state.view), from, to);
    keep = new Set([...chains.chains.flat()]);
    if (!chains.total) for (const node of [from, to].flat()) keep.add(node);
    note = chains.total ? "shortest chains only" : "no chain leads there";
  } else if (state.focused >= 0) {
    const starts = modulesBelow(graph, state.focused);
    keep = findNeighbourhood(readNeighbours(graph, state.view), starts, state.upstream, state.downstream);
    note = `only ${graph.names[state.focused]} and its neighbours`;
  }
  if (state.hideTests) {
    const all = keep ?? new Set(graph.nodes.module.flatMap((flag, node) => (flag ? [node] : [])));
    keep = new Set([...all].filter((node) => !isTest(graph, node)));
    note = note ? `${note}, without tests` : "without tests";
  }
  return { keep, chains, note };
}

function openKept(graph, expanded, keep) {
  if (keep.size > OPENED_BY_ITSELF) return expanded;
  const opened = new Set(expanded);
  for (const node of keep) for (const each of ancestors(graph, node)) opened.add(each);
  return opened;
}

/** A column of the modules, added up for the packages around them. */
function sumColumn(graph, column) {
  const sums = Float64Array.from(graph.nodes[column]);
  for (let node = graph.size - 1; node >= 0; node--) if (graph.nodes.parent[node] >= 0) sums[graph.nodes.parent[node]] += sums[node];
  return sums;
}

/** How many modules at or below each node were added, and removed. */
export function countStates(graph) {
  const added = new Int32Array(graph.size), removed = new Int32Array(graph.size);
  for (let node = graph.size - 1; node >= 0; node--) {
    if (graph.nodes.module[node]) {
      added[node] += graph.nodes.state[node] === ADDED;
      removed[node] += graph.nodes.state[node] === REMOVED;
    }
    const parent = graph.nodes.parent[node];
    if (parent < 0) continue;
    added[parent] += added[node];
    removed[parent] += removed[node];
  }
  return { added, removed };
}

function findCyclic(graph, standsFor, cycles) {
  const found = new Set();
  for (let node = 0; node < graph.size; node++) if (cycles.home[node] >= 0 && standsFor[node] >= 0) found.add(standsFor[node]);
  return found;
}

/** The nearest node in a direction (dx, dy); the current one when there is none. */
export function findNext(nodes, current, dx, dy) {
  const from = nodes.find((each) => each.id === current);
  if (!from) return nodes.length ? nodes[0].id : -1;
  let best = current, least = Infinity;
  for (const each of nodes) {
    const along = (each.x - from.x) * dx + (each.y - from.y) * dy;
    const aside = Math.abs((each.x - from.x) * dy) + Math.abs((each.y - from.y) * dx);
    if (each.id === current || along <= 1e-6 || aside > along * 3) continue;
    const cost = along + 2 * aside;
    if (cost < least) {
      least = cost;
      best = each.id;
    }
  }
  return best;
}
