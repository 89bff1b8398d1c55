// The picture: sigma for nodes and edges, two canvases of our own for boxes and names.

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeRectangleProgram, NodeCircleProgram } from "sigma/rendering";
import { NodeSquareProgram } from "@sigma/node-square";
import { ADDED_COLOUR, ALARM } from "./colours.js";
import { breakLines, cutText } from "./labels.js";

const FONT = "system-ui, sans-serif";
const MANY_EDGES = 1500;
const MOST_MARKS = 120;

export class Drawing {
  /** Throws where there is no WebGL. `heard`: picked(node, add), opened(node), cleared(). */
  constructor(host, heard) {
    this.host = host;
    this.scene = null;
    this.theme = null;
    this.selected = new Set();
    this.near = null;
    this.current = -1;
    this.hovered = -1;
    this.listening = true;
    this.sigma = new Sigma(new Graph({ multi: false, type: "directed" }), host, {
      allowInvalidContainer: true, renderLabels: false, hideEdgesOnMove: true, zIndex: true,
      defaultDrawNodeHover: () => {}, minEdgeThickness: 0.6, stagePadding: 18, autoRescale: true,
      nodeProgramClasses: { circle: NodeCircleProgram, square: NodeSquareProgram },
      edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeRectangleProgram },
      nodeReducer: (id, data) => this.reduceNode(Number(id), data),
      edgeReducer: (_, data) => this.reduceEdge(data),
    });
    this.boxes = this.sigma.createCanvasContext("boxes", { beforeLayer: "edges" }) && this.sigma.getCanvases().boxes.getContext("2d");
    this.names = this.sigma.createCanvasContext("names", { afterLayer: "nodes" }) && this.sigma.getCanvases().names.getContext("2d");
    for (const each of ["boxes", "names"]) {
      this.sigma.getCanvases()[each].setAttribute("aria-hidden", "true");
      this.sigma.getCanvases()[each].style.pointerEvents = "none";
    }
    // Our canvases are new: sigma sizes them only when it is told to.
    this.sigma.resize(true);
    this.sigma.on("afterRender", () => this.drawOver());
    this.sigma.on("clickNode", ({ node, event }) => heard.picked(Number(node), event.original.ctrlKey || event.original.shiftKey || event.original.metaKey));
    this.sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      heard.opened(Number(event.node));
    });
    this.sigma.on("clickStage", () => heard.cleared());
    this.sigma.on("enterNode", ({ node }) => this.hover(Number(node)));
    this.sigma.on("leaveNode", () => this.hover(-1));
  }

  hover(node) {
    this.hovered = node;
    this.host.style.cursor = node >= 0 ? "pointer" : "";
    this.sigma.scheduleRender();
  }

  /** Draw another scene; the camera goes back to the whole unless `stay`. */
  show(scene, theme, stay = false) {
    this.scene = scene;
    this.theme = theme;
    this.hovered = -1;
    const graph = new Graph({ multi: false, type: "directed" });
    for (const node of scene.nodes) {
      graph.addNode(node.id, { x: node.x, y: node.y, size: node.size, type: node.isPackage ? "square" : "circle", node });
    }
    const many = scene.edges.length > MANY_EDGES;
    for (const edge of scene.edges) {
      graph.addEdge(edge.source, edge.target, { type: many ? "line" : "arrow", size: many ? 0.7 : 1.3 + Math.min(Math.log2(edge.imports), 5) * 0.45, edge, many });
    }
    const { width, height } = scene.layout;
    this.sigma.setCustomBBox({ x: [0, width], y: [-height, 0] });
    this.sigma.setGraph(graph);
    if (!stay) this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    this.findNear();
    this.sigma.refresh();
  }

  /** Colours follow the theme. */
  repaint(theme) {
    this.theme = theme;
    if (this.scene) this.sigma.refresh({ skipIndexation: true });
  }

  select(nodes) {
    this.selected = new Set(nodes);
    this.findNear();
    if (this.scene) this.sigma.refresh({ skipIndexation: true });
  }

  findNear() {
    this.near = null;
    if (!this.scene || !this.selected.size) return;
    const shown = this.scene.nodes.some((each) => this.selected.has(each.id));
    if (!shown) return;
    this.near = new Set(this.selected);
    for (const edge of this.scene.edges) {
      if (this.selected.has(edge.source)) this.near.add(edge.target);
      if (this.selected.has(edge.target)) this.near.add(edge.source);
    }
  }

  /** The node that the keyboard is on. */
  mark(node, reveal = true) {
    this.current = node;
    if (reveal && node >= 0) this.bring(node);
    this.sigma.scheduleRender();
  }

  /** Move the camera when a node is outside of what shows. */
  bring(node) {
    const place = this.sigma.getNodeDisplayData(String(node));
    const data = this.scene?.nodes.find((each) => each.id === node);
    if (!place || !data) return;
    const at = this.sigma.graphToViewport(data);
    const { width, height } = this.sigma.getDimensions();
    if (at.x < 30 || at.y < 30 || at.x > width - 30 || at.y > height - 30) {
      this.sigma.getCamera().setState({ x: place.x, y: place.y });
    }
  }

  zoom(factor) {
    const camera = this.sigma.getCamera();
    camera.setState({ ratio: camera.ratio / factor });
  }

  fit() {
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1 });
  }

  resize() {
    this.sigma.refresh({ skipIndexation: true });
  }

  reduceNode(id, data) {
    const { node } = data;
    const dim = this.near && !this.near.has(id);
    const colour = node.removed ? this.theme.faint : node.colour.colour;
    return { ...data, color: dim ? this.theme.faint : colour, zIndex: dim ? 0 : 1, label: null };
  }

  reduceEdge(data) {
    const { edge, many } = data;
    const touching = this.selected.size && (this.selected.has(edge.source) || this.selected.has(edge.target));
    const look = { ...data, zIndex: 1, color: many ? this.theme.faint : this.theme.line };
    if (edge.removed === edge.pairs) Object.assign(look, { color: this.theme.faint, hidden: true });
    else if (edge.breakers) Object.assign(look, { color: ALARM, size: data.size + 1.6, zIndex: 3 });
    else if (edge.cyclic) Object.assign(look, { color: ALARM, zIndex: 2 });
    else if (edge.added) Object.assign(look, { color: ADDED_COLOUR, size: data.size + 0.8, zIndex: 2 });
    if (this.near) {
      if (touching) Object.assign(look, { color: edge.cyclic ? ALARM : this.theme.accent, zIndex: 4, size: data.size + 0.4 });
      else Object.assign(look, { color: this.theme.faint, zIndex: 0 });
    }
    return look;
  }

  drawOver() {
    if (!this.scene || !this.theme) return;
    const { width, height } = this.sigma.getDimensions();
    this.boxes.clearRect(0, 0, width, height);
    this.names.clearRect(0, 0, width, height);
    const origin = this.sigma.graphToViewport({ x: 0, y: 0 });
    const scale = this.sigma.graphToViewport({ x: 1, y: 0 }).x - origin.x;
    const at = (x, y) => ({ x: origin.x + x * scale, y: origin.y - y * scale });
    this.drawBoxes(at, scale, width, height);
    this.drawMarks(at, width, height);
    this.drawNames(at, scale, width, height);
    this.host.dataset.drawn = String(this.scene.nodes.length);
  }

  drawBoxes(at, scale, width, height) {
    const pen = this.boxes;
    pen.font = `600 11px ${FONT}`;
    pen.textBaseline = "top";
    for (const [node, box] of this.scene.layout.boxes) {
      const corner = at(box.x, -box.y);
      const wide = box.width * scale, high = box.height * scale;
      if (corner.x > width || corner.y > height || corner.x + wide < 0 || corner.y + high < 0 || wide < 6) continue;
      pen.fillStyle = this.theme.box;
      pen.strokeStyle = this.selected.has(node) ? this.theme.accent : this.theme.rim;
      pen.lineWidth = this.selected.has(node) ? 2.5 : 1;
      pen.beginPath();
      pen.roundRect(corner.x, corner.y, wide, high, Math.min(6, wide / 8));
      pen.fill();
      pen.stroke();
      if (scale * 0.42 < 11 || wide < 40) continue;
      pen.fillStyle = this.theme.soft;
      const name = this.scene.parent(node) < 0 ? this.scene.names(node) : this.scene.names(node).slice(this.scene.names(this.scene.parent(node)).length + 1);
      pen.fillText(cutText(name, wide - 12, (text) => pen.measureText(text).width), corner.x + 6, corner.y + Math.min(scale * 0.08, 6));
    }
  }

  /** Signs on edges, so that colour is not alone: + added, − removed (dashed), "cut" for a breaker. */
  drawMarks(at, width, height) {
    const pen = this.names;
    const places = new Map(this.scene.nodes.map((each) => [each.id, each]));
    pen.font = `700 ${this.scene.nodes.length > 150 ? 9 : 11}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    let left = MOST_MARKS;
    for (const edge of this.scene.edges) {
      const gone = edge.removed === edge.pairs;
      const word = gone ? "−" : edge.breakers ? "cut" : edge.added ? "+" : "";
      if (!word || left-- <= 0) continue;
      const from = at(places.get(edge.source).x, places.get(edge.source).y), to = at(places.get(edge.target).x, places.get(edge.target).y);
      pen.globalAlpha = this.near && !this.selected.has(edge.source) && !this.selected.has(edge.target) ? 0.25 : 1;
      const colour = gone ? this.theme.soft : word === "cut" ? ALARM : ADDED_COLOUR;
      if (gone) this.drawDashes(from, to);
      const x = from.x * 0.4 + to.x * 0.6, y = from.y * 0.4 + to.y * 0.6;
      const outside = x < 0 || y < 0 || x > width || y > height;
      if (!outside && Math.hypot(from.x - to.x, from.y - to.y) > 50) {
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
    }
    pen.globalAlpha = 1;
  }

  drawDashes(from, to) {
    const pen = this.names;
    pen.strokeStyle = this.theme.soft;
    pen.lineWidth = 1.2;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    pen.setLineDash([]);
  }

  drawNames(at, scale, width, height) {
    const pen = this.names;
    const grow = 1 / Math.sqrt(this.sigma.getCamera().ratio);
    const measure = (text) => pen.measureText(text).width;
    pen.direction = "ltr";
    pen.textAlign = "center";
    for (const node of this.scene.nodes) {
      const place = at(node.x, node.y);
      if (place.x < -60 || place.y < -40 || place.x > width + 60 || place.y > height + 40) continue;
      const radius = node.size * grow;
      const chosen = this.selected.has(node.id);
      if (chosen || node.id === this.current) this.drawRing(place, radius, chosen, node.id === this.current, node.isPackage);
      if (node.removed || node.added || node.cyclic) this.drawState(node, place, radius);
      if (radius >= 6 && node.colour.letter) {
        pen.font = `700 ${Math.round(Math.min(radius * 1.15, 13))}px ${FONT}`;
        pen.textBaseline = "middle";
        pen.fillStyle = "#ffffff";
        pen.strokeStyle = "rgba(0,0,0,0.55)";
        pen.lineWidth = 2;
        pen.strokeText(node.colour.letter, place.x, place.y + 0.5);
        pen.fillText(node.colour.letter, place.x, place.y + 0.5);
      }
      if (scale >= 46) this.drawName(node, place, radius, scale, measure);
    }
    for (const id of new Set([this.hovered, this.current])) {
      const node = this.scene.nodes.find((each) => each.id === id);
      if (node) this.drawTip(node, at(node.x, node.y), node.size * grow, width);
    }
  }

  drawName(node, place, radius, scale, measure) {
    const pen = this.names;
    pen.font = `${this.selected.has(node.id) ? 700 : 400} 11px ${FONT}`;
    pen.textBaseline = "top";
    pen.fillStyle = this.near && !this.near.has(node.id) ? this.theme.line : this.theme.text;
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
    const pen = this.names;
    pen.strokeStyle = this.theme.accent;
    pen.lineWidth = chosen ? 3 : 2;
    pen.setLineDash(current ? [4, 3] : []);
    pen.beginPath();
    const reach = radius + (current ? 6 : 3.5);
    if (square) pen.rect(place.x - reach, place.y - reach, 2 * reach, 2 * reach);
    else pen.arc(place.x, place.y, reach, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }

  drawState(node, place, radius) {
    const pen = this.names;
    pen.strokeStyle = node.removed ? this.theme.soft : node.added ? ADDED_COLOUR : ALARM;
    pen.lineWidth = 1.8;
    pen.setLineDash(node.removed ? [3, 3] : []);
    pen.beginPath();
    if (node.isPackage) pen.rect(place.x - radius - 1, place.y - radius - 1, 2 * radius + 2, 2 * radius + 2);
    else pen.arc(place.x, place.y, radius + 1, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }

  drawTip(node, place, radius, width) {
    const pen = this.names;
    pen.font = `600 12px ${FONT}`;
    pen.textBaseline = "middle";
    const measure = (text) => pen.measureText(text).width;
    const text = cutText(`${this.scene.names(node.id)} – ${node.colour.word}${node.cyclic ? ", in a cycle" : ""}`, width - 30, measure);
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

  close() {
    this.sigma.kill();
  }
}
