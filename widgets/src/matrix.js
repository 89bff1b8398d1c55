// The dependency matrix's front end.

import { VIEWS, ancestors, readDocument, readGraph } from "./graph.js";
import { buildMatrix } from "./matrix_fold.js";
import { CELL, MatrixCanvas } from "./matrix_canvas.js";
import { findMatches } from "./search.js";
import { breakable, button, choice, element, table, tell, toggle } from "./dom.js";
import { combobox } from "./combobox.js";
import { describeStatements } from "./panel.js";
import { openQuestions } from "./questions.js";
import { readTheme, watchTheme } from "./theme.js";

const MOST_ROWS = 500;
const HELP = "Arrow keys: move between cells. Enter: list the import statements. Space: open or close the package of the row. "
  + "C: open or close the package of the column. N and P: next and previous cell with imports. Home, End, Page Up, Page Down: jump.";

class Matrix {
  constructor(model, host) {
    this.model = model;
    const document = readDocument(model);
    this.graph = { ...readGraph(document), orders: document.orders };
    this.questions = openQuestions(model);
    this.cursor = { row: 0, column: 0 };
    this.asked = 0;
    this.root = element("div", { class: "audit-widget", role: "region", "aria-label": `Dependency matrix of ${this.graph.label}` });
    host.append(this.root);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.build();
    this.theme = readTheme();
    this.root.classList.toggle("audit-dark", this.theme.dark);
    this.stopTheme = watchTheme(() => this.applyTheme());
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.frame);
    this.heard = ["expanded", "view", "hide_tests"].map((name) => [`change:${name}`, () => this.later()]);
    this.heard.push(["change:selected", () => this.showSelection()]);
    for (const [name, call] of this.heard) model.on(name, call);
    this.update();
    this.showSelection();
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  build() {
    const { model } = this;
    this.controls = {
      view: choice("View", VIEWS, model.get("view"), (value) => this.set({ view: value })),
      hide_tests: toggle("hide tests", model.get("hide_tests"), (value) => this.set({ hide_tests: value })),
    };
    const search = combobox("Search", { find: (text) => findMatches(this.graph, text), chosen: (node) => this.goTo(node),
      name: (node) => this.graph.names[node] + (this.graph.isPackage(node) ? " (package)" : "") });
    const packages = () => [...this.graph.children.keys()].filter((node) => this.graph.isPackage(node));
    const bar = element("div", { class: "audit-bar", role: "group", "aria-label": "Controls" }, search.root, this.controls.view.root, this.controls.hide_tests.root,
      button("Open all", () => this.set({ expanded: packages() })),
      button("Close all", () => this.set({ expanded: this.graph.roots.length === 1 ? [...this.graph.roots] : [] })));
    this.spacer = element("div", {});
    this.scroller = element("div", { class: "audit-matrix-scroll", tabindex: "0", role: "application", "aria-roledescription": "matrix",
      "aria-label": `Dependency matrix of ${this.graph.label}`, onkeydown: (event) => this.press(event), onscroll: () => this.picture.schedule(),
      onclick: (event) => this.click(event), onmousemove: (event) => this.point(event),
      onfocus: () => this.markCursor(true), onblur: () => this.markCursor(false) }, this.spacer);
    const canvas = element("canvas", { "aria-hidden": "true" });
    this.frame = element("div", { class: "audit-matrix-frame" }, this.scroller, canvas);
    this.picture = new MatrixCanvas(this.frame, this.scroller, canvas);
    this.panel = element("aside", { class: "audit-panel", "aria-label": "Import statements", tabindex: "0" });
    this.status = element("p", { class: "audit-status", role: "status" });
    this.said = element("p", { class: "audit-hidden", "aria-live": "assertive" });
    this.legend = element("ul", { class: "audit-legend", "aria-label": "Legend" },
      ["number: import statements", "filled: at load time", "hatched: late (lazy, dynamic) only", "dashed frame: typing or strings only",
        "above the diagonal, red: against the order", "corner: in a cycle", "red block: packages that reach each other",
        ...(this.graph.compared ? ["+ added, − removed"] : [])].map((each) => element("li", {}, each)));
    this.twin = element("div", {});
    this.tables = element("details", { class: "audit-more", ontoggle: () => this.fillTable() }, element("summary", {}, "The same as a table"), this.twin);
    this.root.append(bar, element("div", { class: "audit-main" }, element("div", { class: "audit-stage" }, this.frame, this.legend, this.status, this.said), this.panel),
      element("details", { class: "audit-more" }, element("summary", {}, "Keys"), element("p", {}, HELP)), this.tables);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 0);
  }

  update() {
    const get = (name) => this.model.get(name);
    const held = this.matrix?.rows[this.cursor.row]?.node;
    this.matrix = buildMatrix(this.graph, { expanded: new Set(get("expanded")), view: VIEWS.indexOf(get("view")), hideTests: get("hide_tests") });
    const count = this.matrix.rows.length;
    const row = this.matrix.rows.findIndex((each) => each.node === held);
    this.cursor = { row: Math.max(row, 0), column: Math.min(this.cursor.column, Math.max(count - 1, 0)) };
    this.controls.view.select.value = get("view");
    this.controls.hide_tests.input.checked = get("hide_tests");
    this.fit();
    this.root.dataset.rows = count;
    this.root.dataset.cells = this.matrix.cells.size;
    const cells = [...this.matrix.cells.values()];
    const above = cells.filter((each) => each.above && each.removed < each.pairs).length, cyclic = cells.filter((each) => each.cyclic).length;
    this.status.textContent = `${tell(count, "row")}, ${tell(cells.length, "cell")} with imports · ${get("view")} view · ${above ? `${tell(above, "cell")} above the diagonal, ${cyclic.toLocaleString("en")} in cycles` : "nothing above the diagonal"}.`;
    this.fillTable();
  }

  fit() {
    if (!this.matrix) return;
    const { left, top } = this.picture.margins;
    this.spacer.style.width = `${left + this.matrix.rows.length * CELL + 2}px`;
    this.spacer.style.height = `${top + this.matrix.rows.length * CELL + 2}px`;
    this.picture.show(this.matrix, this.graph, this.theme);
  }

  cellAt({ row, column }) {
    return this.matrix.cells.get(row * this.matrix.rows.length + column);
  }

  click(event) {
    const bounds = this.frame.getBoundingClientRect();
    const hit = this.picture.find(event.clientX - bounds.left, event.clientY - bounds.top);
    if (!hit) return;
    if (hit.column < 0 && hit.row >= 0) {
      this.cursor.row = hit.row;
      this.flip(hit.row);
    } else if (hit.row < 0 && hit.column >= 0) this.flip(hit.column);
    else if (hit.row >= 0) {
      this.cursor = hit;
      this.markCursor(true);
      this.choose();
    }
  }

  point(event) {
    const bounds = this.frame.getBoundingClientRect();
    const hit = this.matrix && this.picture.find(event.clientX - bounds.left, event.clientY - bounds.top);
    const name = (place) => this.graph.names[this.matrix.rows[place].node];
    const title = !hit || (hit.row < 0 && hit.column < 0) ? "" : hit.row < 0 ? name(hit.column) : hit.column < 0 ? name(hit.row) : this.tellCell(hit);
    if (this.scroller.title !== title) this.scroller.title = title;
  }

  tellCell({ row, column }) {
    const rows = this.matrix.rows;
    if (!rows.length) return "";
    const [from, to] = [rows[row].node, rows[column].node].map((node) => this.graph.names[node]);
    const cell = this.cellAt({ row, column });
    if (!cell) return `${from} does not import ${to}`;
    if (cell.removed === cell.pairs) return `${from} no longer imports ${to}: ${tell(cell.imports, "import")} removed`;
    const kinds = ["at load time", "late", "typing or strings"].map((word, kind) => cell.kinds[kind] && `${cell.kinds[kind]} ${word}`).filter(Boolean).join(", ");
    return `${from} imports ${to}: ${tell(cell.imports, "import")} (${kinds})${cell.above ? ", against the order" : ""}${cell.cyclic ? ", in a cycle" : ""}${cell.added && this.graph.compared ? `, ${cell.added} added` : ""}`;
  }

  markCursor(shown) {
    this.picture.cursor = shown ? this.cursor : null;
    this.picture.schedule();
  }

  choose() {
    const { rows } = this.matrix;
    if (rows.length) this.set({ selected: [rows[this.cursor.row].node, rows[this.cursor.column].node] });
  }

  async showSelection() {
    const chosen = this.model.get("selected");
    const turn = (this.asked += 1);
    if (chosen.length !== 2) {
      this.panel.replaceChildren(element("h3", {}, "No cell selected"), element("p", {}, "Click a cell, or move to it with the arrow keys and press Enter, to list its import statements. Click a package's name to open it."));
      return;
    }
    const [from, to] = chosen.map((node) => this.graph.names[node]);
    const heading = element("h3", {}, breakable(`${from} → ${to}`));
    this.panel.replaceChildren(heading, element("p", {}, "Asking Python…"));
    const answer = await this.questions.ask({ ask: "statements", source: chosen[0], target: chosen[1] });
    if (turn !== this.asked) return;
    this.panel.replaceChildren(heading, describeStatements(answer, this.model.get("view")));
    this.panel.dataset.statements = answer?.total ?? "";
  }

  flip(place) {
    const { node, isPackage } = this.matrix.rows[place];
    if (!isPackage) return;
    const expanded = new Set(this.model.get("expanded"));
    if (!expanded.delete(node)) expanded.add(node);
    this.set({ expanded: [...expanded].sort((a, b) => a - b) });
    this.said.textContent = `${this.graph.names[node]} ${expanded.has(node) ? "opened" : "closed"}`;
  }

  goTo(node) {
    const expanded = [...new Set([...this.model.get("expanded"), ...ancestors(this.graph, node)])].sort((a, b) => a - b);
    this.set({ expanded });
    setTimeout(() => {
      const place = this.matrix.rows.findIndex((each) => each.node === node);
      if (place < 0) return;
      this.cursor = { row: place, column: place };
      this.picture.bring(place, place);
      this.scroller.focus();
      this.markCursor(true);
    }, 0);
  }

  jump(step) {
    const count = this.matrix.rows.length;
    const filled = [...this.matrix.cells.keys()].sort((a, b) => a - b);
    const here = this.cursor.row * count + this.cursor.column;
    const next = step > 0 ? filled.find((each) => each > here) : filled.findLast((each) => each < here);
    if (next !== undefined) this.cursor = { row: Math.floor(next / count), column: next % count };
  }

  press(event) {
    const count = this.matrix.rows.length;
    if (!count || event.altKey || event.metaKey) return;
    const { cursor } = this;
    const page = Math.max(1, Math.floor((this.frame.clientHeight - this.picture.margins.top) / CELL) - 2);
    const moves = {
      ArrowUp: () => (cursor.row -= 1), ArrowDown: () => (cursor.row += 1), ArrowLeft: () => (cursor.column -= 1), ArrowRight: () => (cursor.column += 1),
      PageUp: () => (cursor.row -= page), PageDown: () => (cursor.row += page),
      Home: () => (event.ctrlKey ? (cursor.row = 0) : (cursor.column = 0)), End: () => (event.ctrlKey ? (cursor.row = count) : (cursor.column = count)),
      n: () => this.jump(1), p: () => this.jump(-1),
    };
    if (moves[event.key]) {
      moves[event.key]();
      this.cursor.row = Math.min(Math.max(this.cursor.row, 0), count - 1);
      this.cursor.column = Math.min(Math.max(this.cursor.column, 0), count - 1);
      this.picture.bring(this.cursor.row, this.cursor.column);
      this.markCursor(true);
      this.said.textContent = this.tellCell(this.cursor);
    } else if (event.key === "Enter") this.choose();
    else if (event.key === " ") this.flip(cursor.row);
    else if (event.key === "c") this.flip(cursor.column);
    else return;
    event.preventDefault();
  }

  fillTable() {
    if (!this.tables.open) return;
    const cells = [...this.matrix.cells.values()].sort((a, b) => a.row - b.row || a.column - b.column);
    const more = cells.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${cells.length.toLocaleString("en")}` : "";
    const name = (node) => this.graph.names[node];
    const told = (each) => [each.above && "against the order", each.cyclic && "in a cycle", each.added && this.graph.compared && `${each.added} added`, each.removed && `${each.removed} removed`].filter(Boolean).join(", ");
    this.twin.replaceChildren(element("div", { class: "audit-scroll", tabindex: "0", role: "region", "aria-label": "Table of cells" },
      table(`Cells with imports${more}`, ["Importer", "Imported", "Imports", "At load time", "Late", "Typing", "Marks", "Do"],
        cells.slice(0, MOST_ROWS).map((each) => [name(each.source), name(each.target), each.imports, ...each.kinds, told(each),
          button("List", () => this.set({ selected: [each.source, each.target] }), { "aria-label": `List imports from ${name(each.source)} to ${name(each.target)}` })]))));
  }

  applyTheme() {
    this.theme = readTheme();
    this.root.classList.toggle("audit-dark", this.theme.dark);
    this.fit();
  }

  close() {
    for (const [name, call] of this.heard) this.model.off(name, call);
    this.questions.close();
    this.stopTheme();
    this.watcher.disconnect();
  }
}

export default {
  render({ model, el }) {
    const matrix = new Matrix(model, el);
    return () => matrix.close();
  },
};
