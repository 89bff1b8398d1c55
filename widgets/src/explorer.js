// The explorer's front end: picture, panel and tables of one state that is shared with Python.

import { VIEWS, ancestors, modulesBelow, readDocument, readGraph } from "./graph.js";
import { buildScene, findNext } from "./scene.js";
import { element } from "./dom.js";
import { buildControls, fillControls } from "./explorer_controls.js";
import { buildTables, listLegend, tellEdge, tellNode, tellScene } from "./scene_text.js";
import { describeChains, openEdge, openNodes, openNothing } from "./selection_panel.js";
import { findNextEdge } from "./nearest_edge.js";
import { HELP, MOVES, findAct } from "./explorer_keys.js";
import { openQuestions } from "./questions.js";
import { readTheme, watchTheme } from "./theme.js";
import { Drawing } from "./drawing.js";

const REDRAWN = ["expanded", "view", "colour", "size", "hide_tests", "show_cycles", "focused", "upstream", "downstream", "chain"];
const sorted = (nodes) => [...nodes].sort((a, b) => a - b);

class Explorer {
  constructor(model, host) {
    this.model = model;
    this.graph = readGraph(readDocument(model));
    this.questions = openQuestions(model);
    this.current = -1;
    this.asked = 0;
    this.ends = [-1, -1];
    this.root = element("div", { class: "audit-widget", role: "region", "aria-label": `Explorer of ${this.graph.label}` });
    host.append(this.root);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.build();
    // The host is not on the page yet: the picture starts when there is room for it.
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.canvas);
  }

  build() {
    this.controls = buildControls(this.graph, this.model, {
      set: (values) => this.set(values), goTo: (node) => this.goTo(node), setEnd: (side, node) => this.setEnd(side, node),
      showChains: () => this.showChains(), focusSelected: () => this.focusOn(this.model.get("selected")[0] ?? this.current),
      openAll: () => this.set({ expanded: this.allPackages() }),
      closeAll: () => this.set({ expanded: this.graph.roots.length === 1 ? [...this.graph.roots] : [] }),
      fit: () => this.drawing?.fit(),
    });
    this.canvas = element("div", { class: "audit-canvas", tabindex: "0", role: "application", "aria-roledescription": "graph",
      "aria-label": `Import graph of ${this.graph.label}`, onkeydown: (event) => this.press(event),
      onfocus: () => this.drawing?.point(this.current, null, false), onblur: () => this.drawing?.point(-1, null) });
    this.legend = element("ul", { class: "audit-legend", "aria-label": "Legend" });
    this.panel = element("aside", { class: "audit-panel", "aria-label": "Selection", tabindex: "0" });
    this.status = element("p", { class: "audit-status", role: "status" });
    this.said = element("p", { class: "audit-hidden", "aria-live": "assertive" });
    this.twin = element("div", { class: "audit-twin" });
    this.tables = element("details", { class: "audit-more", ontoggle: () => this.fillTables() }, element("summary", {}, "The same as tables"), this.twin);
    this.root.append(this.controls.bar, this.controls.more,
      element("div", { class: "audit-main" }, element("div", { class: "audit-stage" }, this.canvas, this.legend, this.status, this.said), this.panel),
      element("details", { class: "audit-more" }, element("summary", {}, "Keys"), element("p", {}, HELP)), this.tables);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    if (!this.theme) {
      this.startPicture();
      this.stopTheme = watchTheme(() => this.applyTheme());
      this.listen();
      this.update();
    } else if (Math.abs(width / height / this.aspect - 1) > 0.2) this.update();
    else this.drawing?.resize();
  }

  startPicture() {
    this.theme = readTheme();
    this.root.classList.toggle("audit-dark", this.theme.dark);
    try {
      this.drawing = new Drawing(this.canvas, {
        picked: (node, add) => this.select(node, add), opened: (node) => this.flip(node),
        pickedEdge: (edge) => this.selectEdge(edge), cleared: () => this.select(-1),
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
    this.heard = [
      ...REDRAWN.map((name) => [`change:${name}`, () => this.later()]),
      ["change:selected", () => this.hearSelection()], ["change:edge", () => this.hearSelection()],
      ["change:communities", () => {
        this.graph.nodes.community = this.model.get("communities");
        if (this.model.get("colour") === "community") this.later();
      }],
    ];
    for (const [name, call] of this.heard) this.model.on(name, call);
  }

  get state() {
    const get = (name) => this.model.get(name);
    return {
      expanded: new Set(get("expanded")), view: VIEWS.indexOf(get("view")), colour: get("colour"), size: get("size"),
      hideTests: get("hide_tests"), showCycles: get("show_cycles"), focused: get("focused"),
      upstream: get("upstream"), downstream: get("downstream"), chain: get("chain"), selected: get("selected"), edge: get("edge"),
    };
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
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
    this.currentEdge = null;
    fillControls(this.controls, this.model);
    this.drawing?.show(this.scene, this.theme, state.selected, state.edge);
    this.root.dataset.nodes = this.scene.nodes.length;
    this.root.dataset.edges = this.scene.edges.length;
    this.legend.replaceChildren(...listLegend(this.graph, this.scene, state.size));
    const { status, name } = tellScene(this.graph, this.scene, state);
    this.status.textContent = status;
    this.canvas.setAttribute("aria-label", name);
    this.fillTables();
    if (this.scene.chains || this.hadChains || this.shownView !== state.view) this.showSelection();
    this.hadChains = Boolean(this.scene.chains);
  }

  fillTables() {
    if (!this.tables.open || !this.scene) return;
    this.twin.replaceChildren(...buildTables(this.graph, this.scene, this.state,
      { select: (node) => this.select(node), flip: (node) => this.flip(node), selectEdge: (edge) => this.selectEdge(edge) }));
  }

  select(node, add = false) {
    const before = this.model.get("selected");
    let chosen = node < 0 ? [] : [node];
    if (add && node >= 0) chosen = before.includes(node) ? before.filter((each) => each !== node) : [...before, node];
    if (node >= 0) this.current = node;
    if (chosen.length || before.length || this.model.get("edge").length) this.set({ selected: chosen, edge: [] });
  }

  selectEdge({ source, target }) {
    this.set({ selected: [], edge: [source, target] });
  }

  /** Selection came from here or from Python: the picture opens and moves to it. */
  hearSelection() {
    clearTimeout(this.hearing);
    this.hearing = setTimeout(() => {
      const { selected, edge } = this.state;
      const chosen = edge.length ? edge : selected;
      const opened = this.open(chosen);
      if (!opened) this.drawing?.select(selected, edge);
      if (selected.length && (!this.graph.isPackage(selected[0]) || !this.scene.expanded.has(selected[0]))) this.current = selected[0];
      if (chosen.length) this.drawing?.bring(chosen[0]);
      this.showSelection();
    }, 0);
  }

  /** Opens the packages around nodes, and whatever else hides them; whether anything had to be. */
  open(chosen) {
    const before = this.model.get("expanded");
    const expanded = new Set([...before, ...chosen.flatMap((node) => ancestors(this.graph, node))]);
    const { focused, chain, hideTests } = this.state;
    const narrow = focused >= 0 || chain.length > 0 || hideTests;
    const hidden = narrow && chosen.some((node) => modulesBelow(this.graph, node).every((each) => this.scene.folded.standsFor[each] < 0));
    if (expanded.size === before.length && !hidden) return false;
    this.set({ expanded: sorted(expanded), ...(hidden ? { focused: -1, chain: [], hide_tests: false } : {}) });
    clearTimeout(this.timer);
    this.update();
    return true;
  }

  async showSelection() {
    const { selected, edge, view } = this.state;
    const turn = (this.asked += 1);
    this.shownView = view;
    const heard = { select: (node) => this.select(node), flip: (node) => this.flip(node), focusOn: (node) => this.focusOn(node), setEnd: (side, node) => this.setEnd(side, node) };
    const { head, question, name, fill } = edge.length ? openEdge(this.graph, edge, VIEWS[view], heard)
      : selected.length ? openNodes(this.graph, selected, this.model.get("expanded").includes(selected[0]), heard) : openNothing();
    const parts = [...describeChains(this.graph, this.scene?.chains, this.model.get("chain")), ...head];
    this.panel.replaceChildren(...parts, ...(question ? [element("p", {}, "Asking Python…")] : []));
    const answer = question && (await this.questions.ask(question));
    if (turn !== this.asked) return;
    this.panel.replaceChildren(...parts, ...fill(answer));
    this.panel.dataset.selected = name;
  }

  flip(node) {
    if (!this.graph.isPackage(node)) return;
    const expanded = new Set(this.model.get("expanded"));
    if (!expanded.delete(node)) expanded.add(node);
    this.current = expanded.has(node) ? this.graph.children[node][0] : node;
    this.set({ expanded: sorted(expanded) });
    this.say(`${this.graph.names[node]} ${expanded.has(node) ? "opened" : "closed"}`);
    this.showSelection();
  }

  goTo(node) {
    const expanded = new Set([...this.model.get("expanded"), ...ancestors(this.graph, node)]);
    expanded.delete(node);
    this.set({ expanded: sorted(expanded), selected: [node], edge: [], focused: -1, chain: [] });
    this.current = node;
  }

  focusOn(node) {
    if (node !== undefined && node >= 0) this.set({ chain: [], focused: node });
  }

  setEnd(side, node) {
    this.ends[side] = node;
    this.controls.ends[side].input.value = this.graph.names[node];
    this.controls.more.open = true;
    if (this.ends.every((each) => each >= 0)) this.showChains();
  }

  showChains() {
    if (this.ends.every((each) => each >= 0)) this.set({ focused: -1, chain: [...this.ends] });
    else this.say("Choose where the chains start and where they end.");
  }

  allPackages() {
    return [...this.graph.children.keys()].filter((node) => this.graph.isPackage(node));
  }

  press(event) {
    if (!this.drawing || event.altKey || event.ctrlKey || event.metaKey) return;
    const move = MOVES[event.key];
    const act = findAct(this, event.key, event.shiftKey);
    if (move) this.pointTo(findNext(this.scene.nodes, this.current, ...move));
    else if (act) act();
    else return;
    event.preventDefault();
  }

  pointTo(node) {
    this.current = node;
    this.currentEdge = null;
    this.drawing.point(node, null);
    const found = this.scene.nodes.find((each) => each.id === node);
    if (found) this.say(tellNode(this.graph, found, this.model.get("size")));
  }

  pointToEdge(step) {
    this.currentEdge = findNextEdge(this.scene.edges, this.current, this.currentEdge, step);
    this.drawing.point(this.current, this.currentEdge);
    this.say(this.currentEdge ? tellEdge(this.graph, this.currentEdge) : `${this.graph.names[this.current]} has no connection here`);
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
    for (const each of [this.timer, this.hearing]) clearTimeout(each);
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
