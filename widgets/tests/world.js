// Small documents as Python sends them: names in, columns out.

import { readGraph } from "../src/graph.js";

/** A graph from module names and imports [importer, imported, counts?, before?]. */
export function drawGraph(modules, imports = [], extra = {}) {
  const wanted = [...new Set(modules)].sort();
  const packages = new Set(wanted.flatMap((name) => name.split(".").slice(0, -1).map((_, depth, parts) => parts.slice(0, depth + 1).join("."))));
  const nodes = { label: [], parent: [], module: [], level: [], position: [], community: [], zone: [], family: [], severity: [], findings: [], lines: [], commits: [], shim: [], state: [] };
  const packageAt = new Map(), moduleAt = new Map();
  const add = (label, parent, name, module) => {
    nodes.label.push(label);
    nodes.parent.push(parent);
    nodes.module.push(module);
    for (const key of ["level", "community", "findings", "shim"]) nodes[key].push(0);
    nodes.position.push(nodes.label.length);
    nodes.lines.push(module * 10);
    nodes.commits.push(extra.commits?.[name] ?? 0);
    nodes.zone.push(module ? (name.startsWith("tests") ? 1 : 0) : -1);
    nodes.family.push(-1);
    nodes.severity.push(extra.severity?.[name] ?? 0);
    nodes.state.push(extra.state?.[name] ?? 0);
    return nodes.label.length - 1;
  };
  for (const name of [...new Set([...packages, ...wanted])].sort()) {
    const parts = name.split(".");
    const above = parts.length > 1 ? packageAt.get(parts.slice(0, -1).join(".")) : -1;
    if (packages.has(name)) packageAt.set(name, add(parts.at(-1), above, name, 0));
    if (wanted.includes(name)) moduleAt.set(name, packages.has(name) ? add("__init__", packageAt.get(name), name, 1) : add(parts.at(-1), above, name, 1));
  }
  const counted = (place) => [0, 1, 2].map((view) => imports.map((each) => (each[place] ?? (place === 2 ? [1, 1, 1] : [0, 0, 0]))[view]));
  const document = {
    label: "world", before: extra.compared ? "older" : null, zones: ["production", "test", "tool", "vendored"], families: [], nodes,
    edges: { source: imports.map((each) => moduleAt.get(each[0])), target: imports.map((each) => moduleAt.get(each[1])), counts: counted(2), before: extra.compared ? counted(3) : [] },
    cycles: (extra.cycles ?? []).map((each) => ({ view: each.view ?? 0, members: each.members.map((name) => moduleAt.get(name)), breakers: each.breakers.map((pair) => pair.map((name) => moduleAt.get(name))) })),
  };
  return { graph: readGraph(document), document, module: (name) => moduleAt.get(name), package: (name) => packageAt.get(name) };
}

export const CALM = { expanded: new Set(), view: 0, colour: "zone", size: "fan-in", hideTests: false, showCycles: true, focused: -1, upstream: 1, downstream: 1, chain: [], selected: [] };
