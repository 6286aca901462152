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

export interface GraphLayout {
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

const NODE = { width: 182, height: 46 };
const TERMINAL = { width: 60, height: 28 };
const BETWEEN_ROWS = 32;
const BETWEEN_BOXES = 24;
const BETWEEN_LANES = 12;
const MARGIN = 14;

type Side = -1 | 1;

/** A line beside the rows: it goes back, or over more than one row. */
interface Detour {
  readonly edge: Edge;
  readonly from: Box;
  readonly to: Box;
  readonly side: Side;
  /** x of its vertical part. */
  readonly lane: number;
}

/**
 * Draws the definition from top to bottom, one row for each step from the start. Lines to the next row are direct; all
 * others run in lanes beside the rows.
 */
export function layoutOf(definition: Definition): GraphLayout {
  const edges = [...edgesOf(definition), ...terminalEdges(definition)];
  const back = backEdges(edges);
  const rows = rowsOf(Object.keys(definition.States), edges, back);
  const boxes = placeBoxes(rows);
  const rowOf = new Map(rows.flatMap((row, index) => row.map((name) => [name, index] as const)));
  const toNextRow = ({ from, to }: Edge): boolean => rowOf.get(to) === (rowOf.get(from) ?? Number.NaN) + 1;

  const detours = planDetours(
    edges.filter((edge) => !toNextRow(edge)),
    boxes,
    rows,
    rowOf,
  );
  const lines = [
    ...edges.filter(toNextRow).map((edge) => ({ edge, d: directPath(boxes.get(edge.from)!, boxes.get(edge.to)!) })),
    ...detours.map((detour) => ({ edge: detour.edge, d: detourPath(detour, detours, rows, rowOf) })),
  ];
  return withFrame(
    [...boxes.values()],
    detours.map(({ lane }) => lane),
    lines.map(({ edge, d }) => ({ ...edge, key: moveKey(edge.from, edge.to), d })),
  );
}

function terminalEdges({ StartAt, States }: Definition): readonly Edge[] {
  const last = Object.entries(States).filter(
    ([, { Type, End: end }]) => end === true || Type === 'Succeed' || Type === 'Fail',
  );
  return [{ from: START, to: StartAt, caught: false }, ...last.map(([from]) => ({ from, to: END, caught: false }))];
}

/** The edges that close a cycle. */
function backEdges(edges: readonly Edge[]): ReadonlySet<Edge> {
  const back = new Set<Edge>();
  const seen = new Set<string>();
  const onPath = new Set<string>();
  const visit = (name: string): void => {
    seen.add(name);
    onPath.add(name);
    for (const edge of edges.filter(({ from }) => from === name)) {
      if (onPath.has(edge.to)) back.add(edge);
      else if (!seen.has(edge.to)) visit(edge.to);
    }
    onPath.delete(name);
  };
  visit(START);
  return back;
}

/** A state's row is its longest path from the start. Within a row, states are sorted by the position of their predecessors. */
function rowsOf(
  names: readonly string[],
  edges: readonly Edge[],
  back: ReadonlySet<Edge>,
): readonly (readonly string[])[] {
  const forward = edges.filter((edge) => !back.has(edge));
  const depths = new Map<string, number>();
  const depth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...forward.filter(({ to }) => to === name).map(({ from }) => depth(from))) + 1;
    depths.set(name, found);
    return found;
  };
  const rows: string[][] = [];
  for (const name of [START, ...names, END]) (rows[depth(name)] ??= []).push(name);
  const position = new Map<string, number>();
  return rows.map((row) => {
    const preferred = (name: string): number => {
      const above = forward
        .filter(({ to, caught }) => to === name && !caught)
        .map(({ from }) => position.get(from) ?? 0);
      return above.length === 0 ? 0 : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    const ordered = row.toSorted((a, b) => preferred(a) - preferred(b));
    for (const [index, name] of ordered.entries()) position.set(name, index - (ordered.length - 1) / 2);
    return ordered;
  });
}

function placeBoxes(rows: readonly (readonly string[])[]): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  let y = 0;
  for (const row of rows) {
    const size = row.every((name) => name === START || name === END) ? TERMINAL : NODE;
    for (const [index, name] of row.entries()) {
      const x = (index - (row.length - 1) / 2) * (NODE.width + BETWEEN_BOXES);
      boxes.set(name, { name, x, y: y + size.height / 2, ...size });
    }
    y += size.height + BETWEEN_ROWS;
  }
  return boxes;
}

function planDetours(
  edges: readonly Edge[],
  boxes: ReadonlyMap<string, Box>,
  rows: readonly (readonly string[])[],
  rowOf: ReadonlyMap<string, number>,
): readonly Detour[] {
  const span = ({ from, to }: Edge): readonly [number, number] => {
    const [a, b] = [rowOf.get(from)!, rowOf.get(to)!];
    return [Math.min(a, b), Math.max(a, b)];
  };
  const length = (edge: Edge): number => span(edge)[1] - span(edge)[0];
  const detours: Detour[] = [];
  // Short lines first: they get the nearest lanes.
  for (const edge of edges.toSorted((a, b) => length(a) - length(b))) {
    const [first, last] = span(edge);
    const side = sideFor(edge, rows, rowOf);
    const beside = rows
      .slice(first, last + 1)
      .flat()
      .map((name) => boxes.get(name)!)
      .map(({ x, width }) => side * x + width / 2);
    const taken = detours
      .filter((other) => other.side === side && span(other.edge)[0] <= last && span(other.edge)[1] >= first)
      .map(({ lane }) => side * lane);
    let distance = Math.max(...beside) + 18;
    while (taken.some((other) => Math.abs(other - distance) < BETWEEN_LANES)) distance += BETWEEN_LANES;
    detours.push({ edge, from: boxes.get(edge.from)!, to: boxes.get(edge.to)!, side, lane: side * distance });
  }
  return detours;
}

/** Number of boxes between a state and that side of its row. */
function boxesBetween(
  name: string,
  side: Side,
  rows: readonly (readonly string[])[],
  rowOf: ReadonlyMap<string, number>,
): number {
  const row = rows[rowOf.get(name)!]!;
  const index = row.indexOf(name);
  return side < 0 ? index : row.length - 1 - index;
}

/** The side with fewer boxes between. If equal: left for lines that go back, right for the others. */
function sideFor({ from, to }: Edge, rows: readonly (readonly string[])[], rowOf: ReadonlyMap<string, number>): Side {
  const cost = (side: Side): number => boxesBetween(from, side, rows, rowOf) + boxesBetween(to, side, rows, rowOf);
  if (cost(-1) !== cost(1)) return cost(-1) < cost(1) ? -1 : 1;
  return rowOf.get(to)! <= rowOf.get(from)! ? -1 : 1;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const bottom = ({ y, height }: Box): number => y + height / 2;
const top = ({ y, height }: Box): number => y - height / 2;

function directPath(from: Box, to: Box): string {
  const [a, b] = [bottom(from), top(to)];
  const x = from.x === to.x ? from.x : from.x + Math.sign(to.x - from.x) * from.width * 0.25;
  const end = from.x === to.x ? to.x : to.x - Math.sign(to.x - from.x) * to.width * 0.2;
  const middle = (a + b) / 2;
  return `M ${round(x)} ${round(a)} C ${round(x)} ${round(middle)} ${round(end)} ${round(middle)} ${round(end)} ${round(b)}`;
}

function detourPath(
  detour: Detour,
  all: readonly Detour[],
  rows: readonly (readonly string[])[],
  rowOf: ReadonlyMap<string, number>,
): string {
  const { from, to, side, lane } = detour;
  const start: Point[] =
    boxesBetween(from.name, side, rows, rowOf) === 0
      ? [{ x: from.x + (side * from.width) / 2, y: portOf(detour, from, all) }]
      : [
          { x: from.x + side * from.width * 0.3, y: bottom(from) },
          { x: from.x + side * from.width * 0.3, y: bottom(from) + BETWEEN_ROWS * 0.4 },
        ];
  const end: Point[] =
    boxesBetween(to.name, side, rows, rowOf) === 0
      ? [{ x: to.x + (side * to.width) / 2, y: portOf(detour, to, all) }]
      : [
          { x: to.x + side * to.width * 0.3, y: top(to) - BETWEEN_ROWS * 0.4 },
          { x: to.x + side * to.width * 0.3, y: top(to) },
        ];
  return roundedPath([...start, { x: lane, y: start.at(-1)!.y }, { x: lane, y: end[0]!.y }, ...end]);
}

/** y where a line meets the side of a box. The order keeps the lines of one box from crossing. */
function portOf(detour: Detour, box: Box, all: readonly Detour[]): number {
  const { side } = detour;
  const above = ({ from, to }: Detour): boolean => (from === box ? to : from).y < box.y;
  const far = ({ lane }: Detour): number => side * lane;
  const ports = all
    .filter((other) => other.side === side && (other.from === box || other.to === box))
    .toSorted((a, b) => Number(above(b)) - Number(above(a)) || (above(a) ? far(a) - far(b) : far(b) - far(a)));
  const step = Math.min(10, (box.height - 14) / Math.max(1, ports.length - 1));
  return box.y + (ports.indexOf(detour) - (ports.length - 1) / 2) * step;
}

const RADIUS = 8;

/** A line through the points with rounded corners. */
function roundedPath(points: readonly Point[]): string {
  const toward = (a: Point, b: Point, distance: number): Point => {
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const part = Math.min(distance, length / 2) / length;
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  };
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const corners = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [toward(corner, points[index]!, RADIUS), toward(corner, points[index + 2]!, RADIUS)];
    return `L ${at(before)} Q ${at(corner)} ${at(after)}`;
  });
  return [`M ${at(points[0]!)}`, ...corners, `L ${at(points.at(-1)!)}`].join(' ');
}

const round = (n: number): number => Math.round(n * 10) / 10;

function withFrame(boxes: readonly Box[], lanes: readonly number[], lines: readonly Line[]): GraphLayout {
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2), ...lanes) - MARGIN;
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2), ...lanes) + MARGIN;
  const height = Math.max(...boxes.map(bottom)) + 2 * MARGIN;
  return { x: round(left), y: -MARGIN, width: round(right - left), height: round(height), boxes, lines };
}

/**
 * Where a window that is narrower than the graph begins: the current state is whole, then as many as possible of the states on the
 * path, then of the others.
 * @returns pixels from the left of the graph
 */
export function windowStart(
  { boxes, x }: GraphLayout,
  current: string,
  path: Pick<ReadonlyMap<string, unknown>, 'has'>,
  width: number,
): number {
  const isWhole = (box: Box, from: number): boolean =>
    box.x - box.width / 2 - MARGIN >= from && box.x + box.width / 2 + MARGIN <= from + width;
  const score = (from: number): number =>
    boxes.reduce((sum, box) => {
      if (!isWhole(box, from)) return sum;
      return sum + (box.name === current ? 10_000 : path.has(box.name) ? 100 : 1);
    }, 0);
  const starts = boxes.flatMap((box) => [box.x - box.width / 2 - MARGIN, box.x + box.width / 2 + MARGIN - width]);
  const [best = x] = starts.toSorted((a, b) => score(b) - score(a));
  return best - x;
}
