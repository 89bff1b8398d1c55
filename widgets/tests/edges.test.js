import assert from "node:assert/strict";
import { test } from "node:test";
import { findNearestEdge, findNextEdge } from "../src/nearest_edge.js";
import { tellEdge, tellNode, tellScene } from "../src/scene_text.js";
import { buildScene } from "../src/scene.js";
import { CALM, drawGraph } from "./world.js";

const POINTS = new Map([[1, { x: 0, y: 0 }], [2, { x: 100, y: 0 }], [3, { x: 0, y: 100 }], [4, { x: 40, y: 40 }]]);
const EDGES = [{ source: 1, target: 2 }, { source: 1, target: 3 }, { source: 4, target: 4 }];
const near = (x, y, reach = 7) => findNearestEdge(EDGES, (node) => POINTS.get(node), { x, y }, reach);

test("the line nearest to a point is meant, but only within reach", () => {
  assert.equal(near(50, 5), EDGES[0]);
  assert.equal(near(5, 60), EDGES[1]);
  assert.equal(near(50, 8), null);
  assert.equal(near(50, 8, 9), EDGES[0]);
});

test("a line ends at its nodes, and one without length is a point", () => {
  assert.equal(near(110, 0), null);
  assert.equal(near(42, 41), EDGES[2]);
});

test("a node that does not show has no line", () => {
  assert.equal(findNearestEdge([{ source: 1, target: 9 }], (node) => POINTS.get(node), { x: 0, y: 0 }, 7), null);
});

test("the connections of a node follow each other: its imports, then its importers, then again", () => {
  const edges = [{ source: 2, target: 1 }, { source: 1, target: 3 }, { source: 1, target: 2 }, { source: 3, target: 2 }];
  const seen = [];
  for (let step = 0, edge = null; step < 4; step++) seen.push((edge = findNextEdge(edges, 1, edge, 1)));
  assert.deepEqual(seen, [edges[1], edges[2], edges[0], edges[1]]);
  assert.equal(findNextEdge(edges, 1, null, -1), edges[0]);
  assert.equal(findNextEdge(edges, 1, edges[1], -1), edges[0]);
  assert.equal(findNextEdge(edges, 7, null, 1), null);
});

test("a connection is said with its number of imports and its marks", () => {
  const { graph } = drawGraph(["a", "b"], [["a", "b", [3, 3, 3], [0, 0, 0]], ["b", "a", [0, 0, 0], [2, 2, 2]]], { compared: true });
  const [added, removed] = buildScene(graph, CALM, 1.6).edges;
  assert.equal(tellEdge(graph, added), "a imports b: 3 imports, 1 added");
  assert.equal(tellEdge(graph, removed), "b no longer imports a: 2 imports, 1 removed");
});

test("churn is the size of a node: the commits of its files, added up for a package", () => {
  const { graph } = drawGraph(["a.x", "a.y", "b"], [], { commits: { "a.x": 3, "a.y": 9, b: 4 } });
  const nodes = buildScene(graph, { ...CALM, size: "churn" }, 1.6).nodes;
  assert.deepEqual(nodes.map((each) => each.weight), [12, 4]);
  assert.match(tellNode(graph, nodes[1], "churn"), /changed in 4 commits/);
  const [calm] = buildScene(graph, { ...CALM, size: "fan-in" }, 1.6).nodes;
  assert.equal(calm.weight, 0);
  assert.doesNotMatch(tellNode(graph, calm, "fan-in"), /commit/);
});

test("the status counts the modules that there are, and tells the removed ones apart", () => {
  const { graph } = drawGraph(["a.x", "a.y", "b"], [], { compared: true, state: { "a.x": 2 } });
  const { status } = tellScene(graph, buildScene(graph, CALM, 1.6), CALM);
  assert.match(status, /2 modules and 1 removed · load-time view/);
});
