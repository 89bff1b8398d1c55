// The explorer's front end: controls, picture, panel, table; state shared with Python.

import { VIEWS, ancestors, readGraph } from "./graph.js";
import { buildScene, findNext } from "./scene.js";
import { findMatches } from "./search.js";
import { breakable, button, choice, element, table, tell, toggle } from "./dom.js";
import { combobox } from "./combobox.js";
import { nodeSections } from "./panel.js";
import { openQuestions } from "./questions.js";
import { readTheme, watchTheme } from "./theme.js";
import { Drawing } from "./drawing.js";

const COLOURS = ["zone", "package", "community", "family", "finding"];
const SIZES = ["fan-in", "lines"];
const MOST_ROWS = 500;
const MOST_LEGEND = 12;
const HELP = "Arrow keys: move between nodes. Enter: select (with Shift: add). Space: open or close a package. "
  + "Backspace: close the package around. F: show only this node and its neighbours. Plus and minus: zoom. 0: whole picture. Escape: clear.";

class Explorer {
  constructor(model, host) {
    this.model = model;
    this.graph = readGraph(model.get("document"));
    this.questions = openQuestions(model);
    this.current = -1;
    this.asked = 0;
    this.root = element("div", { class: "audit-widget", role: "region", "aria-label": `Explorer of ${this.graph.label}` });
    host.append(this.root);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.build();
    // The host is not on the page yet: the picture starts when there is room for it.
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.canvas);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    if (!this.theme) {
      this.startPicture();
      this.stopTheme = watchTheme(() => this.applyTheme());
      this.listen();
      this.update();
      this.showSelection();
    } else if (Math.abs(width / height / this.aspect - 1) > 0.2) this.update();
    else this.drawing?.resize();
  }

  get state() {
    const get = (name) => this.model.get(name);
    return {
      expanded: new Set(get("expanded")), view: VIEWS.indexOf(get("view")), colour: get("colour"), size: get("size"),
      hideTests: get("hide_tests"), showCycles: get("show_cycles"), focused: get("focused"),
      upstream: get("upstream"), downstream: get("downstream"), chain: get("chain"), selected: get("selected"),
    };
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  build() {
    const { model } = this;
    const name = (node) => this.graph.names[node] + (this.graph.isPackage(node) ? " (package)" : "");
    const find = (text) => findMatches(this.graph, text);
    this.controls = {
      view: choice("View", VIEWS, model.get("view"), (value) => this.set({ view: value })),
      colour: choice("Colour", COLOURS, model.get("colour"), (value) => this.set({ colour: value })),
      size: choice("Size", SIZES, model.get("size"), (value) => this.set({ size: value })),
      hide_tests: toggle("hide tests", model.get("hide_tests"), (value) => this.set({ hide_tests: value })),
      show_cycles: toggle("cycles", model.get("show_cycles"), (value) => this.set({ show_cycles: value })),
    };
    this.search = combobox("Search", { find, name, chosen: (node) => this.goTo(node) });
    this.from = combobox("From", { find, name, chosen: (node) => this.setChain(0, node) });
    this.to = combobox("To", { find, name, chosen: (node) => this.setChain(1, node) });
    const hops = (title, trait) => {
      const input = element("input", { type: "number", min: "0", max: "9", value: model.get(trait),
        onchange: () => this.set({ [trait]: Math.min(9, Math.max(0, Number(input.value) || 0)) }) });
      this.controls[trait] = { input };
      return element("label", { class: "audit-control" }, `${title} `, input);
    };
    this.everything = button("Show everything", () => this.set({ focused: -1, chain: [] }), { hidden: true });
    const bar = element("div", { class: "audit-bar", role: "group", "aria-label": "Controls" },
      this.search.root, ...["view", "colour", "size", "show_cycles", "hide_tests"].map((each) => this.controls[each].root),
      button("Open all", () => this.set({ expanded: this.allPackages() })),
      button("Close all", () => this.set({ expanded: this.graph.roots.length === 1 ? [...this.graph.roots] : [] })),
      button("Whole picture", () => this.drawing?.fit()),
      this.everything);
    const more = element("details", { class: "audit-more" }, element("summary", {}, "Focus and chains"),
      element("div", { class: "audit-bar", role: "group", "aria-label": "Focus and chains" },
        button("Focus on selection", () => this.focusOn(this.model.get("selected")[0] ?? this.current)),
        hops("steps upstream", "upstream"), hops("steps downstream", "downstream"),
        this.from.root, this.to.root, button("Show chains", () => this.showChains())));
    this.more = more;
    this.canvas = element("div", { class: "audit-canvas", tabindex: "0", role: "application", "aria-roledescription": "graph",
      "aria-label": `Import graph of ${this.graph.label}`, onkeydown: (event) => this.press(event),
      onfocus: () => this.drawing?.mark(this.current, false), onblur: () => this.drawing?.mark(-1) });
    this.legend = element("ul", { class: "audit-legend", "aria-label": "Legend" });
    this.panel = element("aside", { class: "audit-panel", "aria-label": "Selection", tabindex: "0" });
    this.status = element("p", { class: "audit-status", role: "status" });
    this.said = element("p", { class: "audit-hidden", "aria-live": "assertive" });
    this.twin = element("div", { class: "audit-twin" });
    this.tables = element("details", { class: "audit-more", ontoggle: () => this.fillTables() }, element("summary", {}, "The same as tables"), this.twin);
    this.root.append(bar, more,
      element("div", { class: "audit-main" }, element("div", { class: "audit-stage" }, this.canvas, this.legend, this.status, this.said), this.panel),
      element("details", { class: "audit-more" }, element("summary", {}, "Keys"), element("p", {}, HELP)), this.tables);
  }

  startPicture() {
    this.theme = readTheme();
    this.root.classList.toggle("audit-dark", this.theme.dark);
    try {
      this.drawing = new Drawing(this.canvas, {
        picked: (node, add) => this.select(node, add), opened: (node) => this.flip(node), cleared: () => this.select(-1),
      });
    } catch (problem) {
      this.drawing = null;
      this.showStatic(String(problem?.message ?? problem));
    }
  }

  /** Without WebGL the static picture and the tables say the same. */
  showStatic(reason) {
    const parsed = new DOMParser().parseFromString(this.model.get("svg"), "image/svg+xml").documentElement;
    this.canvas.classList.add("audit-static");
    this.canvas.replaceChildren(element("p", {}, `This browser cannot draw the graph here (${reason}). Below: the static picture; the tables follow.`), document.importNode(parsed, true));
    this.canvas.setAttribute("role", "group");
    this.canvas.removeAttribute("aria-roledescription");
    this.canvas.dataset.drawn = "static";
    this.tables.open = true;
  }

  listen() {
    const redraw = ["expanded", "view", "colour", "size", "hide_tests", "show_cycles", "focused", "upstream", "downstream", "chain"];
    this.heard = [
      ...redraw.map((name) => [`change:${name}`, () => this.later()]),
      ["change:selected", () => this.hearSelection()],
      ["change:communities", () => {
        this.graph.nodes.community = this.model.get("communities");
        if (this.model.get("colour") === "community") this.later();
      }],
    ];
    for (const [name, call] of this.heard) this.model.on(name, call);
  }

  /** Several changes at once are drawn once. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 0);
  }

  update() {
    const { state } = this;
    this.aspect = Math.max(this.canvas.clientWidth, 200) / Math.max(this.canvas.clientHeight, 200);
    this.scene = { ...buildScene(this.graph, state, this.aspect), names: (node) => this.graph.names[node], parent: (node) => this.graph.nodes.parent[node] };
    if (!this.scene.nodes.some((each) => each.id === this.current)) this.current = this.scene.nodes[0]?.id ?? -1;
    for (const name of ["view", "colour", "size"]) this.controls[name].select.value = this.model.get(name);
    for (const name of ["hide_tests", "show_cycles"]) this.controls[name].input.checked = this.model.get(name);
    for (const name of ["upstream", "downstream"]) this.controls[name].input.value = this.model.get(name);
    this.everything.hidden = state.focused < 0 && !state.chain.length;
    if (state.focused >= 0 || state.chain.length) this.more.open = true;
    if (this.drawing) {
      this.drawing.show(this.scene, this.theme);
      this.drawing.select(state.selected);
    }
    this.root.dataset.nodes = this.scene.nodes.length;
    this.root.dataset.edges = this.scene.edges.length;
    this.fillLegend();
    this.fillStatus(state);
    this.fillTables();
    if (this.scene.chains || this.hadChains) this.showSelection();
    this.hadChains = Boolean(this.scene.chains);
  }

  fillStatus(state) {
    const { nodes, edges, note } = this.scene;
    const cyclic = edges.filter((each) => each.cyclic).length, cuts = edges.filter((each) => each.breakers).length;
    const parts = [`${tell(nodes.length, "node")} and ${tell(edges.length, "connection")}`,
      `${tell(this.graph.modules.reduce((sum, count, node) => sum + (this.graph.nodes.parent[node] < 0 ? count : 0), 0), "module")}`, `${VIEWS[state.view]} view`];
    if (state.showCycles) parts.push(this.tellCycles(state.view, cyclic, cuts));
    if (this.graph.compared) {
      const added = edges.filter((each) => each.added).length, removed = edges.filter((each) => each.removed).length;
      parts.push(`since ${this.graph.before}: ${tell(added, "connection")} with added imports, ${removed.toLocaleString("en")} with removed ones`);
    }
    if (note) parts.push(note);
    this.status.textContent = `${parts.join(" · ")}.`;
    this.canvas.setAttribute("aria-label", `Import graph of ${this.graph.label}: ${parts[0]}, ${parts[2]}. The arrow keys move between nodes.`);
  }

  /** All cycles of the view, and how much of them shows: a closed package may hold one. */
  tellCycles(view, cyclic, cuts) {
    const cycles = this.graph.cycles.filter((each) => each.view === view);
    if (!cycles.length) return "no cycle between modules";
    const members = cycles.reduce((sum, each) => sum + each.members.length, 0);
    const shown = cyclic ? `${tell(cyclic, "connection")} of them shown, ${cuts.toLocaleString("en")} to cut` : "inside of closed packages";
    return `${tell(cycles.length, "cycle")} over ${tell(members, "module")}, ${shown}`;
  }

  fillLegend() {
    const seen = new Map();
    for (const { colour } of this.scene.nodes) {
      const entry = seen.get(colour.key) ?? { ...colour, count: 0 };
      entry.count += 1;
      seen.set(colour.key, entry);
    }
    const ranked = [...seen.values()].sort((a, b) => b.count - a.count || a.key - b.key);
    const swatch = (colour, letter) => {
      const mark = element("span", { class: "audit-swatch", "aria-hidden": "true" }, letter);
      mark.style.background = colour;
      return mark;
    };
    const items = ranked.slice(0, MOST_LEGEND).map((each) => element("li", {}, swatch(each.colour, each.letter), ` ${each.word} (${each.count.toLocaleString("en")})`));
    if (ranked.length > MOST_LEGEND) items.push(element("li", {}, `and ${(ranked.length - MOST_LEGEND).toLocaleString("en")} more`));
    items.push(element("li", {}, "■ package, ● module"));
    if (this.scene.edges.some((each) => each.breakers)) items.push(element("li", {}, "red: in a cycle; “cut”: breaks it"));
    if (this.graph.compared) items.push(element("li", {}, "+ added, − removed (dashed)"));
    this.legend.replaceChildren(...items);
  }

  fillTables() {
    if (!this.tables.open || !this.scene) return;
    const { nodes, edges } = this.scene;
    const name = (node) => this.graph.names[node];
    const more = (rows) => (rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${rows.length.toLocaleString("en")}` : "");
    const mark = (each) => [each.removed && "removed", each.added && "added", each.cyclic && "in a cycle"].filter(Boolean).join(", ");
    const first = table(`Nodes${more(nodes)}`, ["Name", "Kind", "Modules", `By ${this.model.get("colour")}`, "Imported by", "Imports", "Marks", "Do"],
      nodes.slice(0, MOST_ROWS).map((each) => [name(each.id), each.isPackage ? "package" : "module", this.graph.modules[each.id], each.colour.word, each.fanIn, each.fanOut, mark(each),
        element("span", { class: "audit-actions" }, button("Select", () => this.select(each.id), { "aria-label": `Select ${name(each.id)}` }),
          each.isPackage ? button("Open", () => this.flip(each.id), { "aria-label": `Open ${name(each.id)}` }) : null)]));
    const told = (each) => [each.breakers && "cut to break the cycle", each.cyclic && "in a cycle", each.added && `${each.added} added`, each.removed && `${each.removed} removed`].filter(Boolean).join(", ");
    const second = table(`Connections${more(edges)}`, ["Importer", "Imported", "Imports", "Marks"],
      edges.slice(0, MOST_ROWS).map((each) => [name(each.source), name(each.target), each.imports, told(each)]));
    const frame = (title, inner) => element("div", { class: "audit-scroll", tabindex: "0", role: "region", "aria-label": title }, inner);
    this.twin.replaceChildren(frame("Table of nodes", first), frame("Table of connections", second));
  }

  select(node, add = false) {
    const before = this.model.get("selected");
    let chosen = node < 0 ? [] : [node];
    if (add && node >= 0) chosen = before.includes(node) ? before.filter((each) => each !== node) : [...before, node];
    if (node >= 0) this.current = node;
    if (chosen.length || before.length) this.set({ selected: chosen });
  }

  /** Selection came from here or from Python: the picture opens and moves to it. */
  hearSelection() {
    const chosen = this.model.get("selected");
    const expanded = new Set(this.model.get("expanded"));
    const size = expanded.size;
    for (const node of chosen) for (const each of ancestors(this.graph, node)) expanded.add(each);
    if (expanded.size > size) this.set({ expanded: [...expanded].sort((a, b) => a - b) });
    const act = () => {
      this.drawing?.select(chosen);
      if (chosen.length) {
        if (!this.graph.isPackage(chosen[0]) || !this.scene.expanded.has(chosen[0])) this.current = chosen[0];
        this.drawing?.bring(chosen[0]);
      }
      this.showSelection();
    };
    if (expanded.size > size) setTimeout(act, 0);
    else act();
  }

  async showSelection() {
    const chosen = this.model.get("selected");
    const turn = (this.asked += 1);
    const parts = this.describeChains();
    if (!chosen.length) {
      parts.push(element("h3", {}, "Nothing selected"), element("p", {}, "Click a node, or move to it with the arrow keys and press Enter. Double-click or Space opens a package."));
      this.panel.replaceChildren(...parts);
      this.panel.dataset.selected = "";
      return;
    }
    const node = chosen[0];
    const isPackage = this.graph.isPackage(node);
    const open = this.model.get("expanded").includes(node);
    parts.push(element("h3", {}, breakable(this.graph.names[node])));
    if (chosen.length > 1) parts.push(element("p", {}, `and ${tell(chosen.length - 1, "other")}: ${chosen.slice(1, 20).map((each) => this.graph.names[each]).join(", ")}`));
    parts.push(element("div", { class: "audit-actions" },
      isPackage ? button(open ? "Close" : "Open", () => this.flip(node)) : null,
      button("Focus", () => this.focusOn(node)), button("Chains from", () => this.setChain(0, node)), button("Chains to", () => this.setChain(1, node))));
    this.panel.replaceChildren(...parts, element("p", {}, "Asking Python…"));
    const answer = await this.questions.ask({ ask: "node", node });
    if (turn !== this.asked) return;
    this.panel.replaceChildren(...parts, ...nodeSections(answer));
    this.panel.dataset.selected = this.graph.names[node];
  }

  describeChains() {
    const chains = this.scene?.chains;
    if (!chains) return [];
    const [from, to] = this.model.get("chain").map((node) => this.graph.names[node]);
    if (!chains.total) return [element("h3", {}, "Chains"), element("p", {}, `No chain of imports leads from ${from} to ${to} in this view.`)];
    const more = chains.total > chains.chains.length ? `, the first ${chains.chains.length}` : "";
    return [element("h3", {}, "Shortest chains"), element("p", {}, `${tell(chains.total, "chain")} from ${from} to ${to}${more}:`),
      element("ol", { class: "audit-chains" }, chains.chains.map((chain) => element("li", {}, chain.map((node) => this.graph.names[node]).join(" → "))))];
  }

  flip(node) {
    if (!this.graph.isPackage(node)) return;
    const expanded = new Set(this.model.get("expanded"));
    if (!expanded.delete(node)) expanded.add(node);
    this.current = expanded.has(node) ? this.graph.children[node][0] : node;
    this.set({ expanded: [...expanded].sort((a, b) => a - b) });
    this.say(`${this.graph.names[node]} ${expanded.has(node) ? "opened" : "closed"}`);
    this.showSelection();
  }

  goTo(node) {
    const expanded = new Set([...this.model.get("expanded"), ...ancestors(this.graph, node)]);
    expanded.delete(node);
    this.set({ expanded: [...expanded].sort((a, b) => a - b), selected: [node], focused: -1, chain: [] });
    this.current = node;
  }

  focusOn(node) {
    if (node === undefined || node < 0) return;
    this.set({ chain: [], focused: node });
  }

  setChain(side, node) {
    this.ends ??= [-1, -1];
    this.ends[side] = node;
    [this.from, this.to][side].input.value = this.graph.names[node];
    this.more.open = true;
    if (this.ends[0] >= 0 && this.ends[1] >= 0) this.showChains();
  }

  showChains() {
    if (this.ends?.every((each) => each >= 0)) this.set({ focused: -1, chain: [...this.ends] });
    else this.say("Choose where the chains start and where they end.");
  }

  allPackages() {
    const found = [];
    for (let node = 0; node < this.graph.size; node++) if (this.graph.isPackage(node)) found.push(node);
    return found;
  }

  press(event) {
    if (!this.drawing || event.altKey || event.ctrlKey || event.metaKey) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const acts = {
      Enter: () => this.select(this.current, event.shiftKey), " ": () => this.flip(this.current),
      Backspace: () => this.graph.nodes.parent[this.current] >= 0 && this.flip(this.graph.nodes.parent[this.current]),
      f: () => this.focusOn(this.current), "+": () => this.drawing.zoom(1.4), "-": () => this.drawing.zoom(1 / 1.4), 0: () => this.drawing.fit(),
      Escape: () => { this.select(-1); this.set({ focused: -1, chain: [] }); },
    };
    if (moves[event.key]) {
      this.current = findNext(this.scene.nodes, this.current, ...moves[event.key]);
      this.drawing.mark(this.current);
      this.sayNode();
    } else if (acts[event.key]) {
      acts[event.key]();
      if (event.key !== "Escape") this.drawing.mark(this.current, false);
    } else return;
    event.preventDefault();
  }

  sayNode() {
    const node = this.scene.nodes.find((each) => each.id === this.current);
    if (!node) return;
    const kind = node.isPackage ? `package of ${tell(this.graph.modules[node.id], "module")}` : "module";
    this.say(`${this.graph.names[node.id]}, ${kind}, ${node.colour.word}, imported by ${node.fanIn}, imports ${node.fanOut}${node.cyclic ? ", in a cycle" : ""}${node.added ? ", added" : node.removed ? ", removed" : ""}`);
  }

  say(text) {
    this.said.textContent = text;
  }

  applyTheme() {
    this.theme = readTheme();
    this.root.classList.toggle("audit-dark", this.theme.dark);
    this.drawing?.repaint(this.theme);
  }

  close() {
    for (const [name, call] of this.heard ?? []) this.model.off(name, call);
    this.questions.close();
    this.stopTheme?.();
    this.watcher.disconnect();
    this.drawing?.close();
  }
}

export default {
  render({ model, el }) {
    const explorer = new Explorer(model, el);
    return () => explorer.close();
  },
};
