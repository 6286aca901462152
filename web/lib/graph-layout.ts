import { graphlib, layout } from '@dagrejs/dagre';
import { type Edge, edgesOf, moveKey } from './execution-path.ts';
import type { Definition } from './wire.ts';

export const START = '\nstart';
export const END = '\nend';

export interface Box {
  readonly name: string;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Line extends Edge {
  readonly key: string;
  /** SVG path data. */
  readonly d: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const NODE = { width: 184, height: 52 };
const TERMINAL = { width: 64, height: 30 };

/** The definition from top to bottom, in layers. START and END are added, as in the console. */
export function layoutOf(definition: Definition): Picture {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 36, edgesep: 18, ranksep: 40, marginx: 12, marginy: 12 });
  for (const name of Object.keys(definition.States)) graph.setNode(name, { ...NODE });
  for (const name of [START, END]) graph.setNode(name, { ...TERMINAL });
  const edges = [...edgesOf(definition), ...terminalEdges(definition)];
  // The usual way is drawn straight; ways out of trouble may wind.
  for (const { from, to, caught } of edges) graph.setEdge(from, to, { weight: caught ? 1 : 6 });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: graph.nodes().map((name) => ({ name, ...(graph.node(name) as Omit<Box, 'name'>) })),
    lines: edges.map((edge) => {
      const { points } = graph.edge(edge.from, edge.to) as { points: readonly Point[] };
      return { ...edge, key: moveKey(edge.from, edge.to), d: curve(points) };
    }),
  };
}

function terminalEdges({ StartAt, States }: Definition): readonly Edge[] {
  const last = Object.entries(States).filter(([, { Type, End }]) => End === true || Type === 'Succeed' || Type === 'Fail');
  return [
    { from: START, to: StartAt, caught: false },
    ...last.map(([from]) => ({ from, to: END, caught: false })),
  ];
}

/** A line through the points with its corners rounded off. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return '';
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const bends = rest.map((point, index) => `Q ${at(point)} ${at(middle(point, rest[index + 1] ?? last))}`);
  return [`M ${at(first)}`, ...bends, `L ${at(last)}`].join(' ');
}

const round = (n: number): number => Math.round(n * 10) / 10;
