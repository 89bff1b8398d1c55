// What lies under and over sigma's picture, on two canvases: boxes of open packages; names, signs, tips.

import { ADDED_COLOUR, ALARM } from "./colours.js";
import { breakLines, cutText } from "./labels.js";

const FONT = "system-ui, sans-serif";
const MOST_MARKS = 120;
const SMALLEST_SCALE = 46;

export class Overlay {
  constructor(sigma) {
    this.sigma = sigma;
    this.boxes = this.open("boxes", { beforeLayer: "edges" });
    this.names = this.open("names", { afterLayer: "nodes" });
    // Our canvases are new: sigma sizes them only when it is told to.
    sigma.resize(true);
  }

  open(name, place) {
    this.sigma.createCanvasContext(name, place);
    const canvas = this.sigma.getCanvases()[name];
    canvas.setAttribute("aria-hidden", "true");
    canvas.style.pointerEvents = "none";
    return canvas.getContext("2d");
  }

  /** `picture` is the drawing: its scene, theme, and what is selected, current or hovered. */
  draw(picture) {
    Object.assign(this, { picture, scene: picture.scene, theme: picture.theme });
    const { width, height } = this.sigma.getDimensions();
    this.boxes.clearRect(0, 0, width, height);
    this.names.clearRect(0, 0, width, height);
    const origin = this.sigma.graphToViewport({ x: 0, y: 0 });
    const scale = this.sigma.graphToViewport({ x: 1, y: 0 }).x - origin.x;
    const at = ({ x, y }) => ({ x: origin.x + x * scale, y: origin.y - y * scale });
    this.drawBoxes(at, scale, width, height);
    this.drawMarks(at, width, height);
    this.drawNodes(at, scale, width, height);
    this.drawTips(at, width);
  }

  drawBoxes(at, scale, width, height) {
    const pen = this.boxes;
    pen.font = `600 11px ${FONT}`;
    pen.textBaseline = "top";
    for (const [node, box] of this.scene.layout.boxes) {
      const corner = at({ x: box.x, y: -box.y });
      const wide = box.width * scale, high = box.height * scale;
      if (corner.x > width || corner.y > height || corner.x + wide < 0 || corner.y + high < 0 || wide < 6) continue;
      const chosen = this.picture.selected.has(node);
      pen.fillStyle = this.theme.box;
      pen.strokeStyle = chosen ? this.theme.accent : this.theme.rim;
      pen.lineWidth = chosen ? 2.5 : 1;
      pen.beginPath();
      pen.roundRect(corner.x, corner.y, wide, high, Math.min(6, wide / 8));
      pen.fill();
      pen.stroke();
      if (scale * 0.42 < 11 || wide < 40) continue;
      pen.fillStyle = this.theme.soft;
      const parent = this.scene.parent(node);
      const name = parent < 0 ? this.scene.names(node) : this.scene.names(node).slice(this.scene.names(parent).length + 1);
      pen.fillText(cutText(name, wide - 12, (text) => pen.measureText(text).width), corner.x + 6, corner.y + Math.min(scale * 0.08, 6));
    }
  }

  /** Signs on edges, so that colour is not alone: + added, − removed (dashed), "cut" for a breaker. */
  drawMarks(at, width, height) {
    const pen = this.names;
    const { byId, near } = this.picture;
    pen.font = `700 ${this.scene.nodes.length > 150 ? 9 : 11}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    let left = MOST_MARKS;
    for (const edge of this.scene.edges) {
      const gone = edge.removed === edge.pairs;
      const word = gone ? "−" : edge.breakers ? "cut" : edge.added ? "+" : "";
      if (!word || left-- <= 0) continue;
      const from = at(byId.get(edge.source)), to = at(byId.get(edge.target));
      pen.globalAlpha = near && !this.picture.isTouched(edge) ? 0.25 : 1;
      if (gone) this.drawLine(from, to, this.theme.soft, 1.2, [5, 4]);
      const x = from.x * 0.4 + to.x * 0.6, y = from.y * 0.4 + to.y * 0.6;
      const outside = x < 0 || y < 0 || x > width || y > height;
      const colour = gone ? this.theme.soft : word === "cut" ? ALARM : ADDED_COLOUR;
      if (!outside && Math.hypot(from.x - to.x, from.y - to.y) > 50) this.drawSign(word, x, y, colour);
    }
    pen.globalAlpha = 1;
  }

  drawSign(word, x, y, colour) {
    const pen = this.names;
    const half = Math.max(pen.measureText(word).width / 2 + 3, 7);
    pen.fillStyle = this.theme.ground;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.roundRect(x - half, y - 7, 2 * half, 14, 7);
    pen.fill();
    pen.stroke();
    pen.fillStyle = colour;
    pen.fillText(word, x, y + 0.5);
  }

  drawLine(from, to, colour, width, dashes) {
    const pen = this.names;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dashes);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    pen.setLineDash([]);
  }

  drawNodes(at, scale, width, height) {
    const pen = this.names;
    const { selected, current } = this.picture;
    const grow = this.grow;
    const measure = (text) => pen.measureText(text).width;
    pen.direction = "ltr";
    pen.textAlign = "center";
    for (const node of this.scene.nodes) {
      const place = at(node);
      if (place.x < -60 || place.y < -40 || place.x > width + 60 || place.y > height + 40) continue;
      const radius = node.size * grow;
      const chosen = selected.has(node.id);
      if (chosen || node.id === current) this.drawRing(place, radius, chosen, node.id === current, node.isPackage);
      if (node.removed || node.added || node.cyclic) this.drawState(node, place, radius);
      if (radius >= 6 && node.colour.letter) this.drawLetter(node.colour.letter, place, radius);
      if (scale >= SMALLEST_SCALE) this.drawName(node, place, radius, scale, measure);
    }
  }

  /** How much larger nodes are than in the whole picture. */
  get grow() {
    return 1 / Math.sqrt(this.sigma.getCamera().ratio);
  }

  drawLetter(letter, place, radius) {
    const pen = this.names;
    pen.font = `700 ${Math.round(Math.min(radius * 1.15, 13))}px ${FONT}`;
    pen.textBaseline = "middle";
    pen.fillStyle = "#ffffff";
    pen.strokeStyle = "rgba(0,0,0,0.55)";
    pen.lineWidth = 2;
    pen.strokeText(letter, place.x, place.y + 0.5);
    pen.fillText(letter, place.x, place.y + 0.5);
  }

  drawName(node, place, radius, scale, measure) {
    const pen = this.names;
    const { selected, near } = this.picture;
    pen.font = `${selected.has(node.id) ? 700 : 400} 11px ${FONT}`;
    pen.textBaseline = "top";
    pen.fillStyle = near && !near.has(node.id) ? this.theme.line : this.theme.text;
    pen.strokeStyle = this.theme.ground;
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    const mark = node.removed ? "− " : node.added ? "+ " : "";
    breakLines(mark + node.label, scale * 1.08, measure).forEach((line, row) => {
      const y = place.y + radius + 3 + row * 12;
      pen.strokeText(line, place.x, y);
      pen.fillText(line, place.x, y);
    });
  }

  drawRing(place, radius, chosen, current, square) {
    this.drawShape(place, radius + (current ? 6 : 3.5), square, this.theme.accent, chosen ? 3 : 2, current ? [4, 3] : []);
  }

  drawState(node, place, radius) {
    const colour = node.removed ? this.theme.soft : node.added ? ADDED_COLOUR : ALARM;
    this.drawShape(place, radius + 1, node.isPackage, colour, 1.8, node.removed ? [3, 3] : []);
  }

  drawShape(place, reach, square, colour, width, dashes) {
    const pen = this.names;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dashes);
    pen.beginPath();
    if (square) pen.rect(place.x - reach, place.y - reach, 2 * reach, 2 * reach);
    else pen.arc(place.x, place.y, reach, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** What the mouse and the keyboard are on, said in a small frame. */
  drawTips(at, width) {
    const { byId, hovered, current, hoveredEdge, currentEdge } = this.picture;
    for (const edge of new Set([hoveredEdge, currentEdge])) {
      if (!edge) continue;
      const from = at(byId.get(edge.source)), to = at(byId.get(edge.target));
      this.drawLine(from, to, this.theme.accent, 3, edge === currentEdge ? [8, 4] : []);
      const text = `${this.scene.names(edge.source)} → ${this.scene.names(edge.target)} (${edge.imports.toLocaleString("en")})`;
      this.drawTip(text, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, 0, width);
    }
    for (const id of new Set([hovered, currentEdge ? -1 : current])) {
      const node = byId.get(id);
      if (node) this.drawTip(`${this.scene.names(id)} – ${node.colour.word}${node.cyclic ? ", in a cycle" : ""}`, at(node), node.size * this.grow, width);
    }
  }

  drawTip(said, place, radius, width) {
    const pen = this.names;
    pen.font = `600 12px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const measure = (text) => pen.measureText(text).width;
    const text = cutText(said, width - 30, measure);
    const half = measure(text) / 2 + 8;
    const x = Math.min(Math.max(place.x, half + 2), width - half - 2);
    const y = place.y - radius - 18 > 12 ? place.y - radius - 18 : place.y + radius + 18;
    pen.fillStyle = this.theme.ground;
    pen.strokeStyle = this.theme.rim;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.roundRect(x - half, y - 11, 2 * half, 22, 4);
    pen.fill();
    pen.stroke();
    pen.fillStyle = this.theme.text;
    pen.fillText(text, x, y);
  }
}
