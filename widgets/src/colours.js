// Colours with a letter and a word each: nothing is told by colour alone.

const HUES = ["#3b7dd8", "#d97b29", "#2f9e6e", "#b04fa8", "#a8892b", "#1f98a8", "#c2506a", "#7a6ad8", "#6b8f23", "#94694a"];
export const GREY = "#8b929c";
export const ALARM = "#d1495b";
export const ADDED_COLOUR = "#2f9e6e";
const SEVERITIES = [
  { word: "no finding", letter: "", colour: GREY },
  { word: "note", letter: "n", colour: "#3b7dd8" },
  { word: "warning", letter: "w", colour: "#c98a1b" },
  { word: "error", letter: "!", colour: ALARM },
];
const ZONE_COLOURS = { production: HUES[0], test: HUES[1], tool: HUES[3], vendored: GREY };

/** For a way of colouring: a function from node to { key, word, letter, colour }. */
export function chooseColours(graph, mode) {
  if (mode === "package") return byPackage(graph);
  const column = { zone: "zone", community: "community", family: "family", finding: "severity" }[mode];
  const values = spread(graph, graph.nodes[column]?.length ? graph.nodes[column] : new Int32Array(graph.size).fill(-1), mode === "finding");
  const tell = {
    zone: (value) => value < 0 ? blank("no zone") : ({
      word: graph.zones[value], letter: graph.zones[value][0].toUpperCase(), colour: ZONE_COLOURS[graph.zones[value]] ?? GREY,
    }),
    community: (value) => value < 0 ? blank("no community") : ({ word: `community ${value + 1}`, letter: String(value + 1), colour: HUES[value % HUES.length] }),
    family: (value) => value < 0 ? blank("no class family") : ({ word: graph.families[value], letter: String(value + 1), colour: HUES[value % HUES.length] }),
    finding: (value) => SEVERITIES[Math.max(value, 0)],
  }[mode];
  return (node) => ({ key: values[node], ...tell(values[node]) });
}

function blank(word) {
  return { word, letter: "", colour: GREY };
}

function byPackage(graph) {
  // The level below a single root tells packages apart; the root itself would not.
  const top = graph.roots.length === 1 ? new Set(graph.children[graph.roots[0]]) : new Set(graph.roots);
  const order = new Map([...top].sort((a, b) => a - b).map((node, place) => [node, place]));
  return (node) => {
    let each = node;
    while (each >= 0 && !top.has(each)) each = graph.nodes.parent[each];
    if (each < 0) return { key: -1, ...blank(graph.names[node]) };
    const place = order.get(each);
    return { key: place, word: graph.names[each], letter: String(place + 1), colour: HUES[place % HUES.length] };
  };
}

/** The value of each node: its own, or for a package the worst or else the most frequent inside. */
function spread(graph, column, worst) {
  const values = new Int32Array(graph.size);
  const tallies = Array.from({ length: graph.size }, () => null);
  for (let node = graph.size - 1; node >= 0; node--) {
    if (graph.nodes.module[node]) tallies[node] = new Map([[column[node], 1]]);
    const tally = tallies[node] ?? new Map();
    const ranked = [...tally].sort((a, b) => worst ? b[0] - a[0] : (a[0] < 0) - (b[0] < 0) || b[1] - a[1] || a[0] - b[0]);
    values[node] = ranked.length ? ranked[0][0] : -1;
    tallies[node] = null;
    const parent = graph.nodes.parent[node];
    if (parent < 0) continue;
    tallies[parent] ??= new Map();
    for (const [value, count] of tally) tallies[parent].set(value, (tallies[parent].get(value) ?? 0) + count);
  }
  return values;
}
