// Neighbourhoods and shortest chains in the graph of modules.

import { REMOVED, edgeState } from "./graph.js";

/** What every module imports, and what imports it, under a view; removed imports do not count. */
export function readNeighbours(graph, view) {
  const imports = Array.from({ length: graph.size }, () => []);
  const importers = Array.from({ length: graph.size }, () => []);
  const { source, target } = graph.edges;
  for (let edge = 0; edge < source.length; edge++) {
    const state = edgeState(graph, edge, view);
    if (state < 0 || state === REMOVED) continue;
    imports[source[edge]].push(target[edge]);
    importers[target[edge]].push(source[edge]);
  }
  return { imports, importers };
}

/** Modules within `upstream` steps along imports and `downstream` steps against them. */
export function findNeighbourhood(neighbours, starts, upstream, downstream) {
  const found = new Set(starts);
  for (const [links, steps] of [[neighbours.imports, upstream], [neighbours.importers, downstream]]) {
    let edge = [...starts];
    const seen = new Set(starts);
    for (let step = 0; step < steps && edge.length; step++) {
      const next = [];
      for (const node of edge) {
        for (const other of links[node]) {
          if (seen.has(other)) continue;
          seen.add(other);
          found.add(other);
          next.push(other);
        }
      }
      edge = next;
    }
  }
  return found;
}

/**
 * The shortest chains from one of `starts` to one of `ends`, at most `most`, in order of node
 * numbers; `total` is the number of all shortest chains.
 */
export function findShortestChains(neighbours, starts, ends, most = 20) {
  const goals = new Set(ends);
  const steps = new Map();
  let edge = [...new Set(starts)].filter((each) => !goals.has(each)).sort((a, b) => a - b);
  for (const node of edge) steps.set(node, 0);
  const before = new Map();
  let reached = [];
  for (let step = 1; edge.length && !reached.length; step++) {
    const next = new Set();
    for (const node of edge) {
      for (const other of neighbours.imports[node]) {
        if (steps.has(other) && steps.get(other) < step) continue;
        steps.set(other, step);
        next.add(other);
        if (!before.has(other)) before.set(other, []);
        before.get(other).push(node);
      }
    }
    edge = [...next].sort((a, b) => a - b);
    reached = edge.filter((each) => goals.has(each));
  }
  const ways = new Map();
  const count = (node) => {
    if (steps.get(node) === 0) return 1;
    if (!ways.has(node)) ways.set(node, before.get(node).reduce((sum, each) => sum + count(each), 0));
    return ways.get(node);
  };
  const chains = [];
  const walk = reached.slice().reverse().map((node) => [node]);
  while (walk.length && chains.length < most) {
    const tail = walk.pop();
    if (steps.get(tail[0]) === 0) chains.push(tail);
    else for (const each of before.get(tail[0]).slice().sort((a, b) => b - a)) walk.push([each, ...tail]);
  }
  return { chains, total: reached.reduce((sum, each) => sum + count(each), 0) };
}
