import assert from "node:assert/strict";
import { test } from "node:test";
import { findNeighbourhood, findShortestChains, readNeighbours } from "../src/chains.js";
import { CALM, drawGraph } from "./world.js";
import { buildScene } from "../src/scene.js";

const DIAMOND = [["a", "b"], ["a", "c"], ["b", "d"], ["c", "d"], ["d", "e"], ["a", "x"], ["x", "y"], ["y", "d"]];
const world = drawGraph(["a", "b", "c", "d", "e", "x", "y"], DIAMOND);
const neighbours = readNeighbours(world.graph, 0);
const name = (node) => world.graph.names[node];
const chainsOf = (found) => found.chains.map((chain) => chain.map(name).join(""));

test("all shortest chains are found, and no longer one", () => {
  const found = findShortestChains(neighbours, [world.module("a")], [world.module("e")]);
  assert.deepEqual(chainsOf(found), ["abde", "acde"]);
  assert.equal(found.total, 2);
});

test("no chain leads against the imports", () => {
  assert.deepEqual(findShortestChains(neighbours, [world.module("e")], [world.module("a")]), { chains: [], total: 0 });
});

test("the number of chains is told when only some are listed", () => {
  const found = findShortestChains(neighbours, [world.module("a")], [world.module("d")], 1);
  assert.equal(found.chains.length, 1);
  assert.equal(found.total, 2);
});

test("upstream follows imports, downstream importers, each by its own steps", () => {
  const told = (up, down) => [...findNeighbourhood(neighbours, [world.module("d")], up, down)].map(name).sort().join("");
  assert.equal(told(0, 0), "d");
  assert.equal(told(1, 0), "de");
  assert.equal(told(0, 1), "bcdy");
  assert.equal(told(9, 9), "abcdexy");
});

test("a cycle does not keep the search from ending", () => {
  const ring = drawGraph(["a", "b", "c"], [["a", "b"], ["b", "a"], ["b", "c"]]);
  const found = findShortestChains(readNeighbours(ring.graph, 0), [ring.module("a")], [ring.module("c")]);
  assert.deepEqual(found.chains, [[ring.module("a"), ring.module("b"), ring.module("c")]]);
});

test("a removed import carries no chain", () => {
  const old = drawGraph(["a", "b"], [["a", "b", [0, 0, 0], [1, 1, 1]]], { compared: true });
  assert.equal(findShortestChains(readNeighbours(old.graph, 0), [old.module("a")], [old.module("b")]).total, 0);
});

test("asking for chains shows their modules alone; without a chain both ends stay", () => {
  const shown = (chain) => buildScene(world.graph, { ...CALM, chain }, 1.6);
  assert.equal(shown([world.module("a"), world.module("e")]).nodes.map((each) => name(each.id)).sort().join(""), "abcde");
  const none = shown([world.module("e"), world.module("a")]);
  assert.equal(none.nodes.map((each) => name(each.id)).sort().join(""), "ae");
  assert.equal(none.note, "no chain leads there");
});
