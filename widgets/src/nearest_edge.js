// Which line of the picture is meant by a point on it.

/**
 * The edge whose line passes nearest to a point, no further than `reach` pixels; null where there is none.
 * `places` gives the point of a node on the screen; edges that are not drawn are left out by the caller.
 */
export function findNearestEdge(edges, places, point, reach) {
  let best = null, least = reach;
  for (const edge of edges) {
    const from = places(edge.source), to = places(edge.target);
    if (!from || !to) continue;
    const distance = measureDistance(point, from, to);
    if (distance < least) {
      least = distance;
      best = edge;
    }
  }
  return best;
}

function measureDistance(point, from, to) {
  const wide = to.x - from.x, high = to.y - from.y;
  const square = wide * wide + high * high;
  const along = square ? Math.min(Math.max(((point.x - from.x) * wide + (point.y - from.y) * high) / square, 0), 1) : 0;
  return Math.hypot(point.x - from.x - along * wide, point.y - from.y - along * high);
}

/** The edge after or before the current one among those of a node: imports first, then importers. */
export function findNextEdge(edges, node, current, step) {
  const own = [...edges.filter((each) => each.source === node), ...edges.filter((each) => each.target === node)];
  if (!own.length) return null;
  const place = current ? own.findIndex((each) => each.source === current.source && each.target === current.target) : -1;
  if (place < 0) return step > 0 ? own[0] : own.at(-1);
  return own[(place + step + own.length) % own.length];
}
