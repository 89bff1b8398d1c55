// Search with completion over the names of packages and modules.

/**
 * Nodes that fit what was typed, best first: the last part is it, begins with it, has a word that
 * begins with it, holds it; then the whole name holds it, or its letters in order.
 */
export function findMatches(graph, typed, most = 12) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [];
  const found = [];
  for (let node = 0; node < graph.size; node++) {
    const rank = rankName(graph.nodes.label[node].toLowerCase(), graph.names[node].toLowerCase(), wanted);
    if (rank < 9) found.push([rank, graph.names[node].length, node]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return found.slice(0, most).map((each) => each[2]);
}

function rankName(label, name, wanted) {
  if (name === wanted) return 0;
  if (label === wanted) return 1;
  if (label.startsWith(wanted)) return 2;
  if (label.includes(`_${wanted}`)) return 3;
  if (label.includes(wanted)) return 4;
  if (name.includes(wanted)) return 5;
  return holdsInOrder(label, wanted) ? 6 : 9;
}

function holdsInOrder(text, wanted) {
  let place = 0;
  for (const letter of text) if (letter === wanted[place]) place += 1;
  return place === wanted.length;
}
