// The side panel: what stands behind the selection.

import { element, table, tell } from "./dom.js";

const NO_ANSWER = "No answer from Python. Run the cell again to see the statements.";

/** The statements behind a connection, from Python's answer; between two snapshots the removed ones too. */
export function describeStatements(answer, view) {
  if (!answer?.statements) return element("p", {}, answer?.error ?? NO_ANSWER);
  const parts = [statementTable(answer.statements, answer.total, `${tell(answer.total, "import")}, ${view} view`)];
  if (answer.removed_total) parts.push(statementTable(answer.removed, answer.removed_total, `${tell(answer.removed_total, "removed import")}, as in ${answer.before}`));
  return element("div", {}, ...parts);
}

/** Statements as a table; `total` may be more than there are rows. */
function statementTable(statements, total, caption) {
  if (!statements.length) return element("p", {}, "No import statement in this view.");
  const marked = statements.some((each) => each.added) ? ["Change"] : [];
  const rows = statements.map((each) => [each.place, each.path, each.kinds, ...marked.map(() => (each.added ? "added" : ""))]);
  const more = total > statements.length ? ` (the first ${statements.length} of ${total.toLocaleString("en")})` : "";
  return element("div", { class: "audit-scroll", tabindex: "0", role: "region", "aria-label": caption }, table(caption + more, ["Place", "Path", "Kinds", ...marked], rows));
}

/** Foldable sections for one node, from Python's answer. */
export function nodeSections(answer) {
  if (!answer) return [element("p", {}, NO_ANSWER)];
  if (answer.error) return [element("p", {}, answer.error)];
  const section = (key, title, headings, toRow, open) => {
    const total = answer.totals[key];
    const rows = answer[key].map(toRow);
    const more = total > rows.length ? ` (the first ${rows.length})` : "";
    return element("details", { class: "audit-section", open: open && total > 0 },
      element("summary", {}, `${title}: ${total.toLocaleString("en")}`),
      rows.length ? element("div", { class: "audit-scroll", tabindex: "0", role: "region", "aria-label": title }, table(title + more, headings, rows)) : element("p", {}, "none"));
  };
  return [
    element("p", { class: "audit-place" }, answer.file || tell(answer.modules, "module")),
    section("findings", "Findings", ["Severity", "What", "Next move"], (each) => [each.severity, each.message, each.advice], true),
    section("imports", "Imports", ["Place", "Path", "Kinds"], (each) => [each.place, each.path, each.kinds], true),
    section("importers", "Imported by", ["Place", "Path", "Kinds"], (each) => [each.place, each.path, each.kinds], true),
    section("symbols", "Symbols", ["Name", "Kind", "Place", "Canonical path"], (each) => [each.name, each.kind, each.place, each.canonical + (each.fragmented ? " (fragmented)" : "")], false),
    section("paths", "Paths in use", ["Path", "Class", "Production", "Test"], (each) => [each.path + (each.canonical ? " (canonical)" : ""), each.class, each.production, each.test], false),
  ];
}
