"""A table to work in: sorted and filtered in the page, offline; without scripts a plain table."""

from __future__ import annotations

from dataclasses import dataclass

from audit.views.table import Table

__all__ = ["SCRIPT", "SortableTable", "build_sortable_table"]

MOST_ROWS = 2_000

# The script finds the tables that it has not wired yet, so that one page may hold many. Texts are
# read and written as text content only: no name can become markup.
SCRIPT = """
(() => {
  const quiet = (element) => { element.dataset.lmSuppressShortcuts = "true"; return element; };
  const make = (tag, label) => {
    const element = quiet(document.createElement(tag));
    element.setAttribute("aria-label", label);
    return element;
  };
  const value = (cell, numeric) => {
    const text = cell.textContent.trim();
    if (text === "–" || text === "") return null;
    return numeric ? parseFloat(text.replace(/,/g, "")) : text.toLowerCase();
  };
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  };
  const wire = (frame) => {
    frame.dataset.wired = "yes";
    const table = frame.querySelector("table.audit-table");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows).filter((row) => row.cells.length > 1 || !row.cells[0].colSpan
      || row.cells[0].colSpan === 1);
    const heads = Array.from(table.tHead.rows[0].cells);
    const name = table.caption.textContent;
    const bar = document.createElement("div");
    bar.className = "audit-tools";
    const words = make("input", `Filter ${name}`);
    words.type = "search";
    words.placeholder = "Filter: words, all must occur";
    const where = make("select", `Column to filter in ${name}`);
    for (const [number, text] of [[-1, "any column"], ...heads.map((h, n) => [n, h.textContent])]) {
      const option = document.createElement("option");
      option.value = number;
      option.textContent = text;
      where.append(option);
    }
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    bar.append(words, where, told);
    frame.prepend(bar);
    const texts = rows.map((row) => Array.from(row.cells, (c) => c.textContent.toLowerCase()));
    const filter = () => {
      const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
      const column = Number(where.value);
      let shown = 0;
      rows.forEach((row, number) => {
        const held = column < 0 ? texts[number].join("\\n") : texts[number][column];
        row.hidden = !wanted.every((word) => held.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      told.textContent = `${shown} of ${rows.length} rows`;
    };
    words.addEventListener("input", filter);
    where.addEventListener("change", filter);
    heads.forEach((head, number) => {
      const button = quiet(document.createElement("button"));
      button.type = "button";
      button.textContent = head.textContent;
      const mark = document.createElement("span");
      mark.setAttribute("aria-hidden", "true");
      button.append(mark);
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      const numeric = head.classList.contains("number");
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = { none: "ascending", ascending: "descending", descending: "none" }[now];
        heads.forEach((other) => {
          other.setAttribute("aria-sort", "none");
          other.querySelector("button span").textContent = "";
        });
        head.setAttribute("aria-sort", next);
        mark.textContent = { ascending: " ▲", descending: " ▼", none: "" }[next];
        const order = rows.map((row) => [row, value(row.cells[number], numeric)]);
        const sign = next === "descending" ? -1 : 1;
        if (next !== "none") order.sort((a, b) => compare(a[1], b[1], sign));
        body.append(...order.map((pair) => pair[0]));
      });
    });
    filter();
  };
  document.querySelectorAll("div.audit-sortable:not([data-wired])").forEach(wire);
})();
"""
TOOLS = (
    "div.audit-sortable .audit-tools{display:flex;flex-wrap:wrap;gap:.6em;align-items:center;"
    "margin:.4em 0}"
    "div.audit-sortable .audit-tools input{min-width:16em;max-width:100%}"
    "div.audit-sortable .audit-tools input,div.audit-sortable .audit-tools select{font:inherit;"
    "color:inherit;background:transparent;border:1px solid rgba(128,128,128,.8);padding:.2em .4em}"
    "div.audit-sortable .audit-tools option{color:#111;background:#fff}"
    "div.audit-sortable th button{all:unset;cursor:pointer;font:inherit;font-weight:bold}"
    "div.audit-sortable th button:focus-visible{outline:2px solid currentColor;outline-offset:2px}"
    "div.audit-sortable tr[hidden]{display:none}"
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SortableTable:
    """A table whose HTML can be sorted by its headings and filtered by words, with the keyboard
    too. Markdown, plain text and HTML without scripts are the plain table."""

    table: Table

    def render_html(self) -> str:
        """The table in a frame, and the script that adds filter and sort buttons to it.

        Nothing is loaded from anywhere; where scripts are off, the table stands as it is.
        """
        return (
            f'<div class="audit-sortable">\n<style>{TOOLS}</style>\n{self.table.render_html()}'
            f"<script>{SCRIPT}</script>\n</div>\n"
        )

    def render_markdown(self) -> str:
        """The plain table as Markdown."""
        return self.table.render_markdown()

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return self.render_html()

    def _repr_markdown_(self) -> str:
        return self.render_markdown()


def build_sortable_table(table: Table, *, limit: int | None = MOST_ROWS) -> SortableTable:
    """A table to sort and filter in a notebook or a page; `limit` rows, the note counts all."""
    return SortableTable(table=table.head(limit))
