// Which nodes show, and the edges between them, given what is expanded and what is kept.

import { ADDED, REMOVED, edgeState } from "./graph.js";

/**
 * The visible nodes in tree order, the open packages around them, and for every module the visible
 * node that stands for it (-1: none). `keep` is null or a set of modules; a package without a kept
 * module is gone.
 */
export function foldNodes(graph, expanded, keep = null) {
  const kept = new Int32Array(graph.size);
  for (let node = graph.size - 1; node >= 0; node--) {
    if (graph.nodes.module[node] && (keep === null || keep.has(node))) kept[node] += 1;
    if (graph.nodes.parent[node] >= 0) kept[graph.nodes.parent[node]] += kept[node];
  }
  const visible = [];
  const open = [];
  const standsFor = new Int32Array(graph.size).fill(-1);
  const visit = graph.roots.slice().reverse().map((node) => [node, -1]);
  while (visit.length) {
    const [node, shown] = visit.pop();
    if (!kept[node]) continue;
    let stand = shown;
    if (shown < 0) {
      if (graph.isPackage(node) && expanded.has(node)) open.push(node);
      else {
        visible.push(node);
        stand = node;
      }
    }
    if (graph.nodes.module[node]) standsFor[node] = stand;
    const below = graph.children[node];
    for (let place = below.length - 1; place >= 0; place--) visit.push([below[place], stand]);
  }
  return { visible, open, standsFor, kept };
}

/**
 * Edges between visible nodes: number of module pairs and of imports, how many pairs were added or
 * removed, how many lie in a cycle or are its breakers; `kinds` splits the imports that there are
 * now into load-time, late (run-time only) and typing or strings. Sorted by source and target.
 */
export function foldEdges(graph, standsFor, view, cycles = null) {
  const found = new Map();
  const { source, target, counts, before } = graph.edges;
  for (let edge = 0; edge < source.length; edge++) {
    const from = standsFor[source[edge]], to = standsFor[target[edge]];
    if (from < 0 || to < 0 || from === to) continue;
    const state = edgeState(graph, edge, view);
    if (state < 0) continue;
    const key = from * graph.size + to;
    let folded = found.get(key);
    if (!folded) {
      folded = { source: from, target: to, pairs: 0, imports: 0, added: 0, removed: 0, cyclic: 0, breakers: 0, kinds: [0, 0, 0] };
      found.set(key, folded);
    }
    folded.pairs += 1;
    folded.imports += state === REMOVED ? before[view][edge] : counts[view][edge];
    for (let kind = 0; kind <= view; kind++) folded.kinds[kind] += counts[kind][edge] - (kind ? counts[kind - 1][edge] : 0);
    if (state === ADDED) folded.added += 1;
    if (state === REMOVED) folded.removed += 1;
    if (cycles && state !== REMOVED) {
      if (cycles.home[source[edge]] >= 0 && cycles.home[source[edge]] === cycles.home[target[edge]]) folded.cyclic += 1;
      if (cycles.breakers.has(source[edge] * graph.size + target[edge])) folded.breakers += 1;
    }
  }
  return [...found.values()].sort((a, b) => a.source - b.source || a.target - b.target);
}

/** The cycles of one view: for each module the cycle that it is in (-1: none), and the breakers. */
export function readCycles(graph, view) {
  const home = new Int32Array(graph.size).fill(-1);
  const breakers = new Set();
  graph.cycles.forEach((cycle, number) => {
    if (cycle.view !== view) return;
    for (const member of cycle.members) home[member] = number;
    for (const [from, to] of cycle.breakers) breakers.add(from * graph.size + to);
  });
  return { home, breakers };
}

/** For each visible node by how many modules it is imported, and how many it imports. */
export function countNeighbours(graph, standsFor, view) {
  const fanIn = new Int32Array(graph.size), fanOut = new Int32Array(graph.size);
  const seen = new Set();
  const { source, target } = graph.edges;
  const once = (node, other, counts, side) => {
    const key = (node * graph.size + other) * 2 + side;
    if (!seen.has(key)) {
      seen.add(key);
      counts[node] += 1;
    }
  };
  for (let edge = 0; edge < source.length; edge++) {
    const from = standsFor[source[edge]], to = standsFor[target[edge]];
    if (from < 0 || to < 0 || from === to) continue;
    const state = edgeState(graph, edge, view);
    if (state < 0 || state === REMOVED) continue;
    once(to, source[edge], fanIn, 0);
    once(from, target[edge], fanOut, 1);
  }
  return { fanIn, fanOut };
}
