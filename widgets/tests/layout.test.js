import assert from "node:assert/strict";
import { test } from "node:test";
import { foldNodes } from "../src/fold.js";
import { layOut } from "../src/layout.js";
import { breakLines, cutText } from "../src/labels.js";
import { drawGraph } from "./world.js";

const wide = (text) => [...text].length * 7;

function manyModules(count) {
  return Array.from({ length: count }, (_, place) => `app.area${place % 7}.part${place % 3}.module${place}`);
}

function lay(graph, aspect) {
  const open = new Set(graph.children.flatMap((list, node) => (list.length ? [node] : [])));
  const folded = foldNodes(graph, open);
  return { folded, ...layOut(graph, folded, aspect) };
}

test("no two nodes share a place, and every visible node has one", () => {
  const { graph } = drawGraph(manyModules(300));
  const { places, folded } = lay(graph, 1.6);
  assert.equal(places.size, folded.visible.length);
  const list = [...places.values()];
  for (let one = 0; one < list.length; one++) {
    for (let two = one + 1; two < list.length; two++) {
      const apart = Math.abs(list[one].x - list[two].x) >= 0.999 || Math.abs(list[one].y - list[two].y) >= 0.77;
      assert.ok(apart, `${one} and ${two}`);
    }
  }
});

test("a box holds all that is in its package, and boxes of siblings do not overlap", () => {
  const { graph } = drawGraph(manyModules(120));
  const { places, boxes } = lay(graph, 1.6);
  for (const [node, place] of places) {
    const box = boxes.get(graph.nodes.parent[node]);
    assert.ok(place.x > box.x && place.x < box.x + box.width && place.y > box.y && place.y < box.y + box.height);
  }
  const list = [...boxes];
  for (const [one, a] of list) {
    for (const [two, b] of list) {
      if (one >= two || graph.nodes.parent[one] !== graph.nodes.parent[two]) continue;
      assert.ok(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y);
    }
  }
});

test("a higher level stands above a lower one", () => {
  const { graph, document, module } = drawGraph(["low", "high", "mid"]);
  document.nodes.level[module("high")] = 2;
  document.nodes.level[module("mid")] = 1;
  const { places } = layOut(graph, foldNodes(graph, new Set()), 0.3);
  assert.ok(places.get(module("high")).y < places.get(module("mid")).y);
  assert.ok(places.get(module("mid")).y < places.get(module("low")).y);
});

test("the same input gives the same places", () => {
  const told = () => JSON.stringify([...lay(drawGraph(manyModules(80)).graph, 1.4).places]);
  assert.equal(told(), told());
});

test("ten thousand children of one package are laid out in roughly the wanted shape", () => {
  const { graph } = drawGraph(Array.from({ length: 10000 }, (_, place) => `big.m${place}`));
  const { width, height, places } = lay(graph, 1.5);
  assert.equal(places.size, 10000);
  assert.ok(width / height > 1 && width / height < 2.3, `${width / height}`);
});

test("nothing at all still has a size", () => {
  const { graph } = drawGraph([]);
  const { width, height } = lay(graph, 1.5);
  assert.ok(width >= 1 && height > 0);
});

test("a long name is cut in its middle to the room that there is", () => {
  assert.equal(cutText("abcdefghij", 49, wide), "abc…hij");
  assert.equal(cutText("short", 100, wide), "short");
  assert.ok(wide(cutText("x".repeat(100000), 70, wide)) <= 70);
});

test("a name takes at most two lines, broken after an underscore", () => {
  assert.deepEqual(breakLines("reservation_manager", 90, wide), ["reservation_", "manager"]);
  assert.equal(breakLines("a_".repeat(500), 60, wide).length, 2);
});
