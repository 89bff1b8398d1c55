// Rows of the dependency matrix, its cells, and the blocks that cycles form.

import { isTest } from "./graph.js";
import { foldEdges, foldNodes } from "./fold.js";

/**
 * Rows from top to bottom: imported before importers; an open package is a row of its own above
 * what it holds. Cells by `row * rows.length + column`: the row imports the column. A cell above
 * the diagonal imports against the order. `blocks` are runs of rows that form a cycle.
 */
export function buildMatrix(graph, state) {
  const keep = state.hideTests ? new Set(graph.nodes.module.flatMap((flag, node) => (flag && !isTest(graph, node) ? [node] : []))) : null;
  const ordered = orderBy(graph, state.view);
  const folded = foldNodes(ordered, state.expanded, keep);
  const rows = listRows(ordered, folded, state.expanded);
  const place = new Map(rows.map((row, index) => [row.node, index]));
  const edges = foldEdges(graph, folded.standsFor, state.view);
  const cycle = findComponents(folded.visible, edges);
  const cells = new Map();
  for (const edge of edges) {
    const row = place.get(edge.source), column = place.get(edge.target);
    cells.set(row * rows.length + column, { ...edge, row, column, above: column > row, cyclic: cycle.get(edge.source) === cycle.get(edge.target) });
  }
  return { rows, cells, blocks: findBlocks(graph, rows, state.view), folded };
}

/** The same graph with its children in the order of one view. */
function orderBy(graph, view) {
  const position = graph.orders[view].position;
  const sort = (list) => [...list].sort((a, b) => position[a] - position[b] || a - b);
  return { ...graph, roots: sort(graph.roots), children: graph.children.map((list) => (list.length > 1 ? sort(list) : list)) };
}

function listRows(graph, folded, expanded) {
  const rows = [];
  const visit = graph.roots.slice().reverse().map((node) => [node, 0]);
  while (visit.length) {
    const [node, depth] = visit.pop();
    if (!folded.kept[node]) continue;
    const isPackage = graph.isPackage(node), open = isPackage && expanded.has(node);
    rows.push({ node, depth, isPackage, open });
    const below = graph.children[node];
    if (open) for (let index = below.length - 1; index >= 0; index--) visit.push([below[index], depth + 1]);
  }
  return rows;
}

/** Runs of rows [first, last] whose siblings reach each other, outermost first. */
function findBlocks(graph, rows, view) {
  const cycle = graph.orders[view].cycle;
  const spans = new Map();
  const path = [];
  rows.forEach((row, index) => {
    path.length = row.depth;
    path.push(cycle[row.node]);
    for (const each of path) {
      if (each < 0) continue;
      if (!spans.has(each)) spans.set(each, { first: index, last: index });
      spans.get(each).last = index;
    }
  });
  return [...spans.values()].filter((each) => each.last > each.first).sort((a, b) => a.first - b.first || b.last - a.last);
}

/** The number of the strongly connected component of each node (Tarjan 1972, without recursion). */
export function findComponents(nodes, edges) {
  const targets = new Map(nodes.map((node) => [node, []]));
  for (const edge of edges) if (edge.removed < edge.pairs) targets.get(edge.source).push(edge.target);
  const index = new Map(), low = new Map(), home = new Map();
  const stack = [];
  let found = 0;
  for (const start of nodes) {
    if (index.has(start)) continue;
    const work = [[start, 0]];
    while (work.length) {
      const top = work[work.length - 1];
      const [node, next] = top;
      if (next === 0) {
        index.set(node, index.size);
        low.set(node, index.get(node));
        stack.push(node);
      }
      const list = targets.get(node);
      let deeper = false;
      for (let each = next; each < list.length; each++) {
        const other = list[each];
        if (!index.has(other)) {
          top[1] = each + 1;
          work.push([other, 0]);
          deeper = true;
          break;
        }
        if (!home.has(other)) low.set(node, Math.min(low.get(node), index.get(other)));
      }
      if (deeper) continue;
      work.pop();
      if (work.length) {
        const above = work[work.length - 1][0];
        low.set(above, Math.min(low.get(above), low.get(node)));
      }
      if (low.get(node) === index.get(node)) {
        let each;
        do {
          each = stack.pop();
          home.set(each, found);
        } while (each !== node);
        found += 1;
      }
    }
  }
  return home;
}
