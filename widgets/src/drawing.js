// The picture: sigma draws nodes and edges, an overlay of our own draws boxes, names and signs.

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeRectangleProgram, NodeCircleProgram } from "sigma/rendering";
import { NodeSquareProgram } from "@sigma/node-square";
import { ADDED_COLOUR, ALARM } from "./colours.js";
import { findNearestEdge } from "./nearest_edge.js";
import { Overlay } from "./overlay.js";

const MANY_EDGES = 1500;
const REACH = 7;
const MARGIN = 30;

const isSame = (edge, ends) => Boolean(edge && ends && edge.source === ends[0] && edge.target === ends[1]);

export class Drawing {
  /** Throws where there is no WebGL. `heard`: picked(node, add), opened(node), pickedEdge(edge), cleared(). */
  constructor(host, heard) {
    this.host = host;
    this.scene = null;
    this.theme = null;
    this.selected = new Set();
    this.selectedEdge = null;
    this.near = null;
    this.current = -1;
    this.currentEdge = null;
    this.hovered = -1;
    this.hoveredEdge = null;
    this.byId = new Map();
    this.sigma = new Sigma(new Graph({ multi: false, type: "directed" }), host, {
      allowInvalidContainer: true, renderLabels: false, hideEdgesOnMove: true, zIndex: true,
      defaultDrawNodeHover: () => {}, minEdgeThickness: 0.6, stagePadding: 18, autoRescale: true,
      nodeProgramClasses: { circle: NodeCircleProgram, square: NodeSquareProgram },
      edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeRectangleProgram },
      nodeReducer: (id, data) => this.reduceNode(Number(id), data),
      edgeReducer: (_, data) => this.reduceEdge(data),
    });
    this.overlay = new Overlay(this.sigma);
    this.listen(heard);
  }

  listen(heard) {
    this.sigma.on("afterRender", () => {
      if (!this.scene || !this.theme) return;
      this.overlay.draw(this);
      this.host.dataset.drawn = String(this.scene.nodes.length);
    });
    this.sigma.on("clickNode", ({ node, event }) => heard.picked(Number(node), event.original.ctrlKey || event.original.shiftKey || event.original.metaKey));
    this.sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      heard.opened(Number(event.node));
    });
    this.sigma.on("clickStage", ({ event }) => {
      const edge = this.findEdge(event);
      if (edge) heard.pickedEdge(edge);
      else heard.cleared();
    });
    this.sigma.on("enterNode", ({ node }) => this.hover(Number(node), null));
    this.sigma.on("leaveNode", () => this.hover(-1, null));
    this.sigma.on("moveBody", ({ event }) => {
      // Looking at every line for every movement of the mouse is for pictures with few of them.
      if (this.hovered < 0 && this.scene && this.scene.edges.length <= MANY_EDGES) this.hover(-1, this.findEdge(event));
    });
  }

  findEdge({ x, y }) {
    if (!this.scene) return null;
    const places = new Map();
    const place = (node) => {
      if (!places.has(node)) places.set(node, this.sigma.graphToViewport(this.byId.get(node)));
      return places.get(node);
    };
    return findNearestEdge(this.scene.edges, place, { x, y }, REACH);
  }

  hover(node, edge) {
    if (node === this.hovered && edge === this.hoveredEdge) return;
    this.hovered = node;
    this.hoveredEdge = edge;
    this.host.style.cursor = node >= 0 || edge ? "pointer" : "";
    this.sigma.scheduleRender();
  }

  /** Draw another scene with what is selected in it; the camera goes back to the whole. */
  show(scene, theme, selected, selectedEdge) {
    this.scene = scene;
    this.theme = theme;
    this.hovered = -1;
    this.hoveredEdge = this.currentEdge = null;
    this.byId = new Map(scene.nodes.map((each) => [each.id, each]));
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
    this.mark(selected, selectedEdge);
    // A new graph is drawn at once by sigma itself, and one drawing of many edges takes a second.
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    this.sigma.setGraph(graph);
  }

  /** Colours follow the theme. */
  repaint(theme) {
    this.theme = theme;
    if (this.scene) this.sigma.refresh({ skipIndexation: true });
  }

  /** Nodes, or one connection as [importer, imported]; what is not next to them fades. */
  select(nodes, edge) {
    this.mark(nodes, edge);
    if (this.scene) this.sigma.refresh({ skipIndexation: true });
  }

  mark(nodes, edge) {
    this.selected = new Set(nodes);
    this.selectedEdge = edge.length === 2 && edge.every((each) => this.byId.has(each)) ? edge : null;
    this.near = this.findNear();
  }

  findNear() {
    if (this.selectedEdge) return new Set(this.selectedEdge);
    if (![...this.selected].some((each) => this.byId.has(each))) return null;
    const near = new Set(this.selected);
    for (const edge of this.scene.edges) {
      if (this.selected.has(edge.source)) near.add(edge.target);
      if (this.selected.has(edge.target)) near.add(edge.source);
    }
    return near;
  }

  /** The node, or the connection, that the keyboard is on. */
  point(node, edge, reveal = true) {
    this.current = node;
    this.currentEdge = edge;
    if (reveal && node >= 0) this.bring(node);
    this.sigma.scheduleRender();
  }

  /** Move the camera when a node is outside of what shows. */
  bring(node) {
    const place = this.sigma.getNodeDisplayData(String(node));
    const data = this.byId.get(node);
    if (!place || !data) return;
    const at = this.sigma.graphToViewport(data);
    const { width, height } = this.sigma.getDimensions();
    if (at.x < MARGIN || at.y < MARGIN || at.x > width - MARGIN || at.y > height - MARGIN) {
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
    const look = { ...data, zIndex: 1, color: many ? this.theme.faint : this.theme.line };
    if (edge.removed === edge.pairs) Object.assign(look, { color: this.theme.faint, hidden: true });
    else if (edge.breakers) Object.assign(look, { color: ALARM, size: data.size + 1.6, zIndex: 3 });
    else if (edge.cyclic) Object.assign(look, { color: ALARM, zIndex: 2 });
    else if (edge.added) Object.assign(look, { color: ADDED_COLOUR, size: data.size + 0.8, zIndex: 2 });
    if (!this.near) return look;
    const chosen = isSame(edge, this.selectedEdge);
    if (chosen || (!this.selectedEdge && this.isTouched(edge))) {
      Object.assign(look, { color: edge.cyclic ? ALARM : this.theme.accent, zIndex: 4, size: data.size + (chosen ? 1.6 : 0.4) });
    } else Object.assign(look, { color: this.theme.faint, zIndex: 0 });
    return look;
  }

  /** Whether a connection starts or ends at what is selected. */
  isTouched(edge) {
    if (this.selectedEdge) return isSame(edge, this.selectedEdge);
    return this.selected.has(edge.source) || this.selected.has(edge.target);
  }

  close() {
    this.sigma.kill();
  }
}
