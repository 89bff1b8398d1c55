import assert from "node:assert/strict";
import { test } from "node:test";
import { ancestors, modulesBelow } from "../src/graph.js";
import { countNeighbours, foldEdges, foldNodes, readCycles } from "../src/fold.js";
import { CALM, drawGraph } from "./world.js";
import { buildScene, findNext } from "../src/scene.js";

const SHOP = ["shop", "shop.cart", "shop.pay.card", "shop.pay.cash", "tests.cart"];

function names(graph, nodes) {
  return nodes.map((node) => graph.names[node]);
}

test("a closed package stands for all its modules, and its children do not show", () => {
  const { graph, module, package: pack } = drawGraph(SHOP);
  const folded = foldNodes(graph, new Set());
  assert.deepEqual(names(graph, folded.visible), ["shop", "tests"]);
  assert.equal(folded.standsFor[module("shop.pay.card")], pack("shop"));
  assert.equal(graph.modules[pack("shop")], 4);
});

test("opening a package shows its children, its own module among them, and no more", () => {
  const { graph, module, package: pack } = drawGraph(SHOP);
  const folded = foldNodes(graph, new Set([pack("shop")]));
  assert.deepEqual(folded.visible, [module("shop"), module("shop.cart"), pack("shop.pay"), pack("tests")]);
  assert.deepEqual(folded.open, [pack("shop")]);
});

test("an open package inside a closed one stays hidden", () => {
  const { graph, package: pack } = drawGraph(SHOP);
  assert.deepEqual(foldNodes(graph, new Set([pack("shop.pay")])).open, []);
});

test("a package without a kept module is gone", () => {
  const { graph, module } = drawGraph(SHOP);
  const folded = foldNodes(graph, new Set(), new Set([module("tests.cart")]));
  assert.deepEqual(names(graph, folded.visible), ["tests"]);
});

test("imports between two packages are one connection with their number", () => {
  const { graph, package: pack } = drawGraph(SHOP, [["tests.cart", "shop.cart"], ["tests.cart", "shop.pay.card", [2, 3, 3]], ["shop.cart", "shop.pay.card"]]);
  const { standsFor } = foldNodes(graph, new Set());
  const edges = foldEdges(graph, standsFor, 1);
  assert.equal(edges.length, 1);
  assert.deepEqual([edges[0].source, edges[0].target, edges[0].pairs, edges[0].imports, edges[0].kinds], [pack("tests"), pack("shop"), 2, 4, [3, 1, 0]]);
});

test("a view shows only the imports that belong to it", () => {
  const { graph } = drawGraph(["a", "b", "c"], [["a", "b", [0, 1, 1]], ["a", "c", [0, 0, 2]]]);
  const { standsFor } = foldNodes(graph, new Set());
  assert.deepEqual([0, 1, 2].map((view) => foldEdges(graph, standsFor, view).length), [0, 1, 2]);
});

test("between two snapshots connections are added, removed or the same, by view", () => {
  const { graph } = drawGraph(["a", "b", "c", "d"], [["a", "b", [1, 1, 1], [0, 0, 0]], ["a", "c", [0, 0, 0], [1, 1, 1]], ["a", "d", [1, 1, 1], [0, 1, 1]]], { compared: true });
  const { standsFor } = foldNodes(graph, new Set());
  const told = (view) => foldEdges(graph, standsFor, view).map((each) => [each.added, each.removed]);
  assert.deepEqual(told(0), [[1, 0], [0, 1], [1, 0]]);
  assert.deepEqual(told(1), [[1, 0], [0, 1], [0, 0]]);
});

test("cycles mark their connections and their breakers, under their own view only", () => {
  const { graph } = drawGraph(["a", "b", "c"], [["a", "b"], ["b", "a"], ["a", "c"]], { cycles: [{ view: 0, members: ["a", "b"], breakers: [["b", "a"]] }] });
  const { standsFor } = foldNodes(graph, new Set());
  assert.deepEqual(foldEdges(graph, standsFor, 0, readCycles(graph, 0)).map((each) => [each.cyclic, each.breakers]), [[1, 0], [0, 0], [1, 1]]);
  assert.deepEqual(foldEdges(graph, standsFor, 1, readCycles(graph, 1)).map((each) => each.cyclic), [0, 0, 0]);
});

test("fan-in counts modules, not statements", () => {
  const { graph, package: pack } = drawGraph(SHOP, [["tests.cart", "shop.cart", [5, 5, 5]], ["tests.cart", "shop.pay.card"]]);
  const { standsFor } = foldNodes(graph, new Set());
  const { fanIn, fanOut } = countNeighbours(graph, standsFor, 0);
  assert.deepEqual([fanIn[pack("shop")], fanOut[pack("tests")]], [1, 2]);
});

test("ancestors come nearest first; the modules of a package are all below it", () => {
  const { graph, module, package: pack } = drawGraph(SHOP);
  assert.deepEqual(ancestors(graph, module("shop.pay.card")), [pack("shop.pay"), pack("shop")]);
  assert.deepEqual(names(graph, modulesBelow(graph, pack("shop"))).sort(), SHOP.slice(0, 4));
});

test("hiding tests takes their modules out of the scene", () => {
  const { graph } = drawGraph(SHOP);
  const scene = buildScene(graph, { ...CALM, hideTests: true }, 1.6);
  assert.deepEqual(names(graph, scene.nodes.map((each) => each.id)), ["shop"]);
  assert.match(scene.note, /without tests/);
});

test("focus keeps a module and its neighbours, and opens what hides them", () => {
  const { graph, module } = drawGraph(SHOP, [["shop.cart", "shop.pay.card"], ["shop.pay.card", "shop.pay.cash"]]);
  const scene = buildScene(graph, { ...CALM, focused: module("shop.cart") }, 1.6);
  assert.deepEqual(names(graph, scene.nodes.map((each) => each.id)).sort(), ["shop.cart", "shop.pay.card"]);
});

test("a removed module is a ghost, an added one is marked, packages show that something changed", () => {
  const { graph } = drawGraph(["a.x", "a.y", "b"], [], { compared: true, state: { "a.x": 2, b: 1 } });
  const nodes = buildScene(graph, CALM, 1.6).nodes;
  assert.deepEqual(nodes.map((each) => [each.added, each.removed, each.changed]), [[false, false, true], [true, false, true]]);
});

test("the arrow keys move to the nearest node in their direction, and stay at the border", () => {
  const nodes = [{ id: 1, x: 0, y: 0 }, { id: 2, x: 1, y: 0.1 }, { id: 3, x: 3, y: 0 }, { id: 4, x: 0, y: 2 }];
  assert.equal(findNext(nodes, 1, 1, 0), 2);
  assert.equal(findNext(nodes, 1, 0, 1), 4);
  assert.equal(findNext(nodes, 1, -1, 0), 1);
  assert.equal(findNext(nodes, 99, 1, 0), 1);
});

test("the worst finding inside colours a closed package", () => {
  const { graph } = drawGraph(["a.x", "a.y"], [], { severity: { "a.x": 1, "a.y": 3 } });
  assert.equal(buildScene(graph, { ...CALM, colour: "finding" }, 1.6).nodes[0].colour.word, "error");
});

test("every way of colouring tells a word for every node", () => {
  const { graph, package: pack } = drawGraph(SHOP);
  for (const colour of ["zone", "package", "community", "family", "finding"]) {
    for (const node of buildScene(graph, { ...CALM, colour, expanded: new Set([pack("shop")]) }, 1.6).nodes) assert.ok(node.colour.word, colour);
  }
});
