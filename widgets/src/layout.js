// Where nodes stand: importers above what they import, packages as boxes around their children.

export const CELL = { width: 1, height: 0.78 };
const PADDING = 0.22, TITLE = 0.42, GAP = 0.16;

// How much wider than the picture inner packages may be, tried in turn.
const STRETCHES = [1, 1.6, 2.5, 4];

/**
 * Places for all visible nodes (their centres) and boxes for the open packages, y growing downwards.
 * Children of a package fill lines by falling level; nothing overlaps. `aspect` is width / height.
 */
export function layOut(graph, folded, aspect = 1.6) {
  const inside = new Map([[-1, []]]);
  for (const node of folded.open) inside.set(node, []);
  for (const node of [...folded.visible, ...folded.open]) inside.get(graph.nodes.parent[node]).push(node);
  let best = null;
  for (const stretch of STRETCHES) {
    const tried = packAll(graph, folded, inside, aspect, stretch);
    const misfit = Math.abs(Math.log(tried.whole.width / tried.whole.height / aspect));
    if (!best || misfit < best.misfit - 1e-9) best = { ...tried, misfit };
  }
  return placeAll(folded, best);
}

function packAll(graph, folded, inside, aspect, stretch) {
  const blocks = new Map();
  // A package is numbered before what it holds: backwards, every inner block is ready in time.
  for (const node of [...folded.open].sort((a, b) => b - a)) blocks.set(node, pack(graph, inside.get(node), blocks, aspect * stretch, true));
  return { blocks, whole: pack(graph, inside.get(-1), blocks, aspect, false) };
}

function placeAll(folded, { blocks, whole }) {
  const shown = new Set(folded.visible);
  const places = new Map(), boxes = new Map();
  const visit = [[whole, 0, 0]];
  while (visit.length) {
    const [block, left, top] = visit.pop();
    for (const item of block.items) {
      const x = left + item.x, y = top + item.y;
      if (shown.has(item.node)) places.set(item.node, { x: x + item.width / 2, y: y + item.height / 2 });
      else {
        boxes.set(item.node, { x, y, width: item.width, height: item.height });
        visit.push([blocks.get(item.node), x, y]);
      }
    }
  }
  return { places, boxes, width: Math.max(whole.width, 1), height: Math.max(whole.height, 1) };
}

function pack(graph, nodes, blocks, aspect, framed) {
  const level = graph.nodes.level, position = graph.nodes.position;
  const ordered = [...nodes].sort((a, b) => level[b] - level[a] || position[b] - position[a]);
  const items = ordered.map((node) => {
    const block = blocks.get(node);
    return { node, level: level[node], width: block ? block.width : CELL.width, height: block ? block.height : CELL.height };
  });
  const area = items.reduce((sum, each) => sum + (each.width + GAP) * (each.height + GAP), 0);
  const widest = items.reduce((most, each) => Math.max(most, each.width), 1);
  const wanted = Math.max(widest, Math.sqrt(area * aspect));
  const lines = [];
  let line = null;
  for (const item of items) {
    const full = line && line.width + item.width > wanted;
    const next = line && item.level !== line.level && line.width > wanted * 0.6;
    if (!line || full || next) lines.push((line = { items: [], width: 0, height: 0, level: item.level }));
    line.items.push(item);
    line.width += item.width + GAP;
    line.height = Math.max(line.height, item.height);
    line.level = item.level;
  }
  const width = Math.max(...lines.map((each) => each.width), CELL.width + GAP) - GAP;
  const side = framed ? PADDING : 0;
  let top = framed ? TITLE : 0;
  lines.forEach((each, row) => {
    const slack = width - (each.width - GAP);
    // Every second line is shifted where there is room, so that edges do not run through nodes.
    let left = side + slack / 2 + (row % 2 ? 1 : -1) * Math.min(slack / 2, 0.2);
    for (const item of each.items) {
      item.x = left;
      item.y = top + (each.height - item.height) / 2;
      left += item.width + GAP;
    }
    top += each.height + GAP;
  });
  const height = Math.max(top - GAP, CELL.height) + (framed ? PADDING : 0);
  return { items, width: width + 2 * side, height };
}
