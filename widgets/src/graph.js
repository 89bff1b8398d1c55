// The document that Python sends, decoded: a tree of packages and modules, and edges between modules.

export const VIEWS = ["load-time", "run-time", "conceptual"];
export const SAME = 0, ADDED = 1, REMOVED = 2;

/** The document as it comes from Python: JSON as bytes, which pass the notebook untouched. */
export function readDocument(model) {
  return JSON.parse(new TextDecoder().decode(model.get("document")));
}

/** Decode the columns; children stand in the order of their position, imported before importers. */
export function readGraph(document) {
  const nodes = document.nodes;
  const size = nodes.parent.length;
  const children = Array.from({ length: size }, () => []);
  const roots = [];
  for (let node = 0; node < size; node++) {
    (nodes.parent[node] < 0 ? roots : children[nodes.parent[node]]).push(node);
  }
  const byPosition = (a, b) => nodes.position[a] - nodes.position[b] || a - b;
  for (const list of [roots, ...children]) list.sort(byPosition);
  const names = new Array(size);
  const modules = new Int32Array(size);
  for (let node = 0; node < size; node++) {
    const parent = nodes.parent[node];
    const own = nodes.label[node] === "__init__" && nodes.module[node] && parent >= 0;
    names[node] = parent < 0 ? nodes.label[node] : own ? names[parent] : `${names[parent]}.${nodes.label[node]}`;
  }
  // A parent comes before its children, so that one pass backwards counts every subtree.
  for (let node = size - 1; node >= 0; node--) {
    modules[node] += nodes.module[node];
    if (nodes.parent[node] >= 0) modules[nodes.parent[node]] += modules[node];
  }
  const edges = document.edges;
  return {
    size, nodes, children, roots, names, modules, edges,
    label: document.label, before: document.before, compared: document.before !== null,
    zones: document.zones, families: document.families, cycles: document.cycles,
    isPackage: (node) => children[node].length > 0,
  };
}

/** All nodes above a node, nearest first. */
export function ancestors(graph, node) {
  const found = [];
  for (let each = graph.nodes.parent[node]; each >= 0; each = graph.nodes.parent[each]) found.push(each);
  return found;
}

/** The modules at or below a node. */
export function modulesBelow(graph, node) {
  const found = [];
  const waiting = [node];
  while (waiting.length) {
    const each = waiting.pop();
    if (graph.nodes.module[each]) found.push(each);
    for (let place = graph.children[each].length - 1; place >= 0; place--) waiting.push(graph.children[each][place]);
  }
  return found;
}

/** The state of an edge under a view: same, added, removed, or -1 when the view does not show it. */
export function edgeState(graph, edge, view) {
  const now = graph.edges.counts[view][edge];
  if (!graph.compared) return now ? SAME : -1;
  const then = graph.edges.before.length ? graph.edges.before[view][edge] : 0;
  if (now) return then ? SAME : ADDED;
  return then ? REMOVED : -1;
}

/** Whether a module is a test: zone by name. */
export function isTest(graph, module) {
  return graph.zones[graph.nodes.zone[module]] === "test";
}
