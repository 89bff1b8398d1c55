import assert from "node:assert/strict";
import { test } from "node:test";
import { findMatches } from "../src/search.js";
import { drawGraph } from "./world.js";

const { graph, module, package: pack } = drawGraph(["shop.cart", "shop.cart_items", "shop.old_cart", "shop.pay.shopcart", "carton.box"]);
const names = (typed, most) => findMatches(graph, typed, most).map((node) => graph.names[node]);

test("the name itself comes first, then beginnings, words, parts", () => {
  assert.deepEqual(names("cart").slice(0, 5), ["shop.cart", "carton", "shop.cart_items", "shop.old_cart", "shop.pay.shopcart"]);
});

test("a full dotted name finds exactly its node first", () => {
  assert.equal(findMatches(graph, "shop.old_cart")[0], module("shop.old_cart"));
  assert.equal(findMatches(graph, "SHOP")[0], pack("shop"));
});

test("letters in order are enough when nothing better fits", () => {
  assert.deepEqual(names("citm"), ["shop.cart_items"]);
});

test("nothing typed, or nothing found, gives nothing", () => {
  assert.deepEqual(names("  "), []);
  assert.deepEqual(names("zzz"), []);
});

test("never more than wanted", () => {
  assert.equal(names("c", 2).length, 2);
});

test("names that look like markup or patterns are only names", () => {
  const world = drawGraph(["<img src=x onerror=alert(1)>", "a(b", "x"]);
  assert.deepEqual(findMatches(world.graph, "<img").map((node) => world.graph.names[node]), ["<img src=x onerror=alert(1)>"]);
  assert.equal(findMatches(world.graph, "a(b").length, 1);
});
