// The matrix on a canvas: only what shows is drawn, headings stay in sight.

import { ADDED_COLOUR, ALARM } from "./colours.js";
import { cutText } from "./labels.js";

const FONT = "system-ui, sans-serif";
export const CELL = 24;

export class MatrixCanvas {
  constructor(frame, scroller, canvas) {
    Object.assign(this, { frame, scroller, canvas, pen: canvas.getContext("2d"), waiting: false });
  }

  /** Room for headings, by the width that there is. */
  get margins() {
    const width = this.frame.clientWidth;
    return { left: Math.round(Math.min(250, Math.max(130, width * 0.28))), top: 104 };
  }

  show(matrix, graph, theme) {
    Object.assign(this, { matrix, graph, theme });
    this.schedule();
  }

  schedule() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.matrix) this.draw();
    });
  }

  /** The cell under a point of the frame; -1 stands for a heading. */
  find(x, y) {
    const { left, top } = this.margins;
    const column = x < left ? -1 : Math.floor((x - left + this.scroller.scrollLeft) / CELL);
    const row = y < top ? -1 : Math.floor((y - top + this.scroller.scrollTop) / CELL);
    const count = this.matrix.rows.length;
    return row >= count || column >= count ? null : { row, column };
  }

  /** Scroll so that a cell shows. */
  bring(row, column) {
    const { left, top } = this.margins;
    const move = (name, size, margin, place) => {
      const start = place * CELL, room = size - margin - 16;
      if (start < this.scroller[name]) this.scroller[name] = start;
      else if (start + CELL > this.scroller[name] + room) this.scroller[name] = start + CELL - room;
    };
    move("scrollTop", this.frame.clientHeight, top, row);
    move("scrollLeft", this.frame.clientWidth, left, column);
    this.schedule();
  }

  draw() {
    const { frame, canvas, pen, matrix, theme, scroller } = this;
    const width = scroller.clientWidth, height = scroller.clientHeight, ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, width, height);
    const { left, top } = this.margins;
    const count = matrix.rows.length;
    const first = { row: Math.floor(scroller.scrollTop / CELL), column: Math.floor(scroller.scrollLeft / CELL) };
    const last = { row: Math.min(count - 1, Math.ceil((scroller.scrollTop + height - top) / CELL)), column: Math.min(count - 1, Math.ceil((scroller.scrollLeft + width - left) / CELL)) };
    const x = (column) => left + column * CELL - scroller.scrollLeft, y = (row) => top + row * CELL - scroller.scrollTop;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, Math.min(width - left, x(count) - left), Math.min(height - top, y(count) - top));
    pen.clip();
    this.drawGrid(first, last, x, y);
    this.drawBlocks(first, last, x, y);
    this.drawCells(first, last, x, y);
    pen.restore();
    this.drawRowNames(first, last, y, left, top, width);
    this.drawColumnNames(first, last, x, left, top);
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, left, top);
    pen.fillStyle = theme.soft;
    pen.font = `11px ${FONT}`;
    pen.textBaseline = "bottom";
    pen.textAlign = "left";
    pen.fillText(cutText("row imports column", left - 12, (text) => pen.measureText(text).width), 6, top - 6);
    pen.strokeStyle = theme.rim;
    pen.lineWidth = 1;
    pen.strokeRect(left - 0.5, top - 0.5, width, height);
    frame.dataset.drawn = String(matrix.rows.length);
  }

  drawGrid(first, last, x, y) {
    const { pen, matrix, theme } = this;
    for (let row = first.row; row <= last.row; row++) {
      for (let column = first.column; column <= last.column; column++) {
        const open = matrix.rows[row].open || matrix.rows[column].open;
        pen.fillStyle = row === column ? theme.line : open ? theme.box : row < column ? "transparent" : theme.box;
        pen.fillRect(x(column), y(row), CELL - 1, CELL - 1);
      }
    }
  }

  drawBlocks(first, last, x, y) {
    const { pen } = this;
    for (const block of this.matrix.blocks) {
      if (block.first > Math.max(last.row, last.column) || block.last < Math.min(first.row, first.column)) continue;
      const size = (block.last - block.first + 1) * CELL;
      pen.fillStyle = "rgba(209, 73, 91, 0.10)";
      pen.strokeStyle = ALARM;
      pen.lineWidth = 1.5;
      pen.fillRect(x(block.first), y(block.first), size, size);
      pen.strokeRect(x(block.first) - 0.5, y(block.first) - 0.5, size, size);
    }
  }

  drawCells(first, last, x, y) {
    const { pen, matrix } = this;
    const count = matrix.rows.length;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (let row = first.row; row <= last.row; row++) {
      for (let column = first.column; column <= last.column; column++) {
        const cell = matrix.cells.get(row * count + column);
        if (cell) this.drawCell(cell, x(column), y(row));
      }
    }
    const { cursor } = this;
    if (!cursor) return;
    pen.strokeStyle = this.theme.accent;
    pen.lineWidth = 2.5;
    pen.strokeRect(x(cursor.column) + 0.5, y(cursor.row) + 0.5, CELL - 2, CELL - 2);
  }

  drawCell(cell, x, y) {
    const { pen, theme } = this;
    const gone = cell.removed === cell.pairs;
    const size = CELL - 1;
    const colour = cell.above ? ALARM : theme.accent;
    const [load, late] = cell.kinds;
    const strength = 0.22 + 0.5 * Math.min(1, Math.log2(1 + cell.imports) / 6);
    pen.globalAlpha = gone ? 0 : strength;
    pen.fillStyle = colour;
    if (load) pen.fillRect(x, y, size, size);
    pen.globalAlpha = 1;
    pen.strokeStyle = gone ? theme.soft : colour;
    pen.lineWidth = 1;
    // Not by colour alone: no load-time import is hatched, typing alone only framed.
    if (!load && late && !gone) {
      pen.beginPath();
      for (let each = 4; each < 2 * size; each += 6) {
        pen.moveTo(x + Math.max(0, each - size), y + Math.min(each, size));
        pen.lineTo(x + Math.min(each, size), y + Math.max(0, each - size));
      }
      pen.stroke();
    }
    if (!load) {
      pen.setLineDash(late ? [] : [2, 2]);
      pen.strokeRect(x + 1, y + 1, size - 2, size - 2);
      pen.setLineDash([]);
    }
    pen.font = `${cell.cyclic ? 700 : 400} 11px ${FONT}`;
    pen.fillStyle = gone ? theme.soft : theme.text;
    const text = cell.imports > 999 ? `${Math.round(cell.imports / 1000)}k` : String(cell.imports);
    const mark = gone ? "−" : cell.added && this.graph.compared ? "+" : "";
    if (!load && late) {
      const half = pen.measureText(mark + text).width / 2 + 2;
      pen.fillStyle = theme.ground;
      pen.fillRect(x + size / 2 - half, y + size / 2 - 6, 2 * half, 12);
      pen.fillStyle = gone ? theme.soft : theme.text;
    }
    pen.fillText(mark + text, x + size / 2, y + size / 2 + 0.5, size - 4);
    if (mark) {
      pen.strokeStyle = mark === "+" ? ADDED_COLOUR : theme.soft;
      pen.lineWidth = 2;
      pen.setLineDash(gone ? [3, 3] : []);
      pen.strokeRect(x + 1, y + 1, size - 2, size - 2);
      pen.setLineDash([]);
    }
    if (cell.cyclic && !gone) {
      pen.fillStyle = ALARM;
      pen.beginPath();
      pen.moveTo(x + size, y);
      pen.lineTo(x + size, y + 8);
      pen.lineTo(x + size - 8, y);
      pen.fill();
    }
  }

  tellRow(row) {
    return `${row.isPackage ? (row.open ? "▾ " : "▸ ") : ""}${this.graph.nodes.label[row.node]}`;
  }

  drawRowNames(first, last, y, left, top, width) {
    const { pen, matrix, theme, cursor } = this;
    pen.fillStyle = theme.ground;
    pen.fillRect(0, top, left, this.canvas.clientHeight);
    pen.save();
    pen.beginPath();
    pen.rect(0, top, left, this.canvas.clientHeight - top);
    pen.clip();
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.direction = "ltr";
    for (let index = first.row; index <= last.row; index++) {
      const row = matrix.rows[index];
      const indent = 6 + Math.min(row.depth * 11, left / 3);
      if (cursor?.row === index) {
        pen.fillStyle = theme.faint;
        pen.fillRect(0, y(index), left, CELL - 1);
      }
      pen.font = `${row.isPackage ? 600 : 400} 12px ${FONT}`;
      pen.fillStyle = row.open ? theme.soft : theme.text;
      const number = String(index + 1);
      const measure = (text) => pen.measureText(text).width;
      pen.fillText(cutText(this.tellRow(row), left - indent - 40, measure), indent, y(index) + CELL / 2);
      pen.font = `11px ${FONT}`;
      pen.fillStyle = theme.soft;
      pen.textAlign = "right";
      pen.fillText(number, left - 6, y(index) + CELL / 2);
      pen.textAlign = "left";
    }
    pen.restore();
    void width;
  }

  drawColumnNames(first, last, x, left, top) {
    const { pen, matrix, theme, cursor } = this;
    pen.fillStyle = theme.ground;
    pen.fillRect(left, 0, this.canvas.clientWidth, top);
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, this.canvas.clientWidth - left, top);
    pen.clip();
    pen.textBaseline = "middle";
    pen.direction = "ltr";
    for (let index = first.column; index <= last.column; index++) {
      const row = matrix.rows[index];
      if (cursor?.column === index) {
        pen.fillStyle = theme.faint;
        pen.fillRect(x(index), 0, CELL - 1, top);
      }
      pen.save();
      pen.translate(x(index) + CELL / 2, top - 22);
      pen.rotate(-Math.PI / 2);
      pen.textAlign = "left";
      pen.font = `${row.isPackage ? 600 : 400} 11px ${FONT}`;
      pen.fillStyle = row.open ? theme.soft : theme.text;
      pen.fillText(cutText(this.graph.nodes.label[row.node], top - 28, (text) => pen.measureText(text).width), 0, 0);
      pen.restore();
      pen.textAlign = "center";
      pen.font = `11px ${FONT}`;
      pen.fillStyle = theme.soft;
      pen.fillText(String(index + 1), x(index) + CELL / 2, top - 11);
    }
    pen.restore();
  }
}
