import assert from "node:assert/strict";
import { test } from "node:test";
import { buildMatrix, findComponents } from "../src/matrix_fold.js";
import { drawGraph } from "./world.js";

/** The graph with one order for all views: positions by name of package or module. */
function withOrder(world, order, cycles = {}) {
  const position = world.graph.names.map((name) => order.indexOf(name));
  const cycle = world.graph.names.map((name) => cycles[name] ?? -1);
  return { ...world.graph, orders: [0, 1, 2].map(() => ({ position, cycle })) };
}

const state = (expanded = [], view = 0) => ({ expanded: new Set(expanded), view, hideTests: false });

test("rows stand in the given order, an open package above its children", () => {
  const world = drawGraph(["a.x", "a.y", "b"]);
  const graph = withOrder(world, ["b", "a", "a.y", "a.x"]);
  const told = buildMatrix(graph, state([world.package("a")])).rows.map((row) => [graph.names[row.node], row.depth, row.open]);
  assert.deepEqual(told, [["b", 0, false], ["a", 0, true], ["a.y", 1, false], ["a.x", 1, false]]);
});

test("the row imports the column; against the order is above the diagonal", () => {
  const world = drawGraph(["low", "high"], [["high", "low", [3, 3, 4]], ["low", "high", [0, 1, 1]]]);
  const graph = withOrder(world, ["low", "high"]);
  const load = buildMatrix(graph, state());
  assert.deepEqual([...load.cells.values()].map((each) => [each.row, each.column, each.imports, each.above, each.cyclic]), [[1, 0, 3, false, false]]);
  const run = [...buildMatrix(graph, state([], 1)).cells.values()].find((each) => each.above);
  assert.deepEqual([run.row, run.column, run.cyclic, run.kinds], [0, 1, true, [0, 1, 0]]);
});

test("packages that reach each other form one block around everything inside them", () => {
  const world = drawGraph(["a.x", "a.y", "b", "c"]);
  const graph = withOrder(world, ["c", "a", "a.x", "a.y", "b"], { a: 0, b: 0 });
  assert.deepEqual(buildMatrix(graph, state([world.package("a")])).blocks, [{ first: 1, last: 4 }]);
});

test("a thousand rows take one cell per pair of rows with imports", () => {
  const modules = Array.from({ length: 1000 }, (_, place) => `m${String(place).padStart(4, "0")}`);
  const world = drawGraph(modules, modules.slice(1).map((name, place) => [name, modules[place]]));
  const matrix = buildMatrix(withOrder(world, modules), state());
  assert.equal(matrix.rows.length, 1000);
  assert.equal(matrix.cells.size, 999);
  assert.ok([...matrix.cells.values()].every((each) => !each.above && !each.cyclic));
});

test("hidden tests are neither row nor column", () => {
  const world = drawGraph(["tests.a", "b"], [["tests.a", "b"]]);
  const matrix = buildMatrix(withOrder(world, ["b", "tests"]), { ...state(), hideTests: true });
  assert.deepEqual([matrix.rows.length, matrix.cells.size], [1, 0]);
});

test("components are those of brute force on small graphs", () => {
  for (let seed = 1; seed < 60; seed++) {
    let value = seed * 7919;
    const next = (limit) => (value = (value * 48271) % 2147483647) % limit;
    const nodes = Array.from({ length: 7 }, (_, node) => node);
    const edges = Array.from({ length: 9 }, () => ({ source: next(7), target: next(7), pairs: 1, removed: 0 }));
    const reach = nodes.map((node) => new Set([node]));
    for (const _ of nodes) for (const { source, target } of edges) for (const each of reach) if (each.has(source)) each.add(target);
    const home = findComponents(nodes, edges);
    for (const a of nodes) for (const b of nodes) assert.equal(home.get(a) === home.get(b), reach[a].has(b) && reach[b].has(a));
  }
});
