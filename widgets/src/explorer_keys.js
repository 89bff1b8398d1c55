// What the keys do while the explorer's picture has the focus.

export const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
export const HELP = "Arrow keys: move between nodes. Enter: select (with Shift: add). Space: open or close a package. "
  + "Backspace: close the package around. E: next connection of the node (with Shift: the one before); Enter then lists its imports. "
  + "F: show only this node and its neighbours. Plus and minus: zoom. 0: whole picture. Escape: clear.";

/** What a key does, as a function to call; nothing for other keys. */
export function findAct(explorer, key, shift) {
  const { current, currentEdge, drawing } = explorer;
  const parent = explorer.graph.nodes.parent[current];
  return {
    Enter: () => (currentEdge ? explorer.selectEdge(currentEdge) : explorer.select(current, shift)),
    " ": () => explorer.flip(current),
    Backspace: () => parent >= 0 && explorer.flip(parent),
    e: () => explorer.pointToEdge(shift ? -1 : 1),
    f: () => explorer.focusOn(current),
    "+": () => drawing.zoom(1.4),
    "-": () => drawing.zoom(1 / 1.4),
    0: () => drawing.fit(),
    Escape: () => {
      explorer.select(-1);
      explorer.set({ focused: -1, chain: [] });
    },
  }[key.length === 1 ? key.toLowerCase() : key];
}
