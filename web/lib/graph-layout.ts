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
  /** Left upper corner. */
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

/** A line that runs beside the rows between its ends: backwards, or over more than one row. */
interface Detour {
  readonly edge: Edge;
  readonly from: Box;
  readonly to: Box;
  readonly side: Side;
  /** Where it runs up or down. */
  readonly lane: number;
}

/**
 * The definition from top to bottom, one row for each step away from the start. Lines to the next
 * row go straight; all others run in lanes beside the rows, each as near as there is room.
 */
export function layoutOf(definition: Definition): Picture {
  const edges = [...edgesOf(definition), ...terminalEdges(definition)];
  const back = backEdges(edges);
  const rows = rowsOf(Object.keys(definition.States), edges, back);
  const boxes = placed(rows);
  const rowOf = new Map(rows.flatMap((row, index) => row.map((name) => [name, index] as const)));
  const next = ({ from, to }: Edge): boolean => rowOf.get(to) === (rowOf.get(from) ?? Number.NaN) + 1;

  const detours = lanesFor(
    edges.filter((edge) => !next(edge)),
    boxes,
    rows,
    rowOf,
  );
  const lines = [
    ...edges.filter(next).map((edge) => ({ edge, d: straight(boxes.get(edge.from)!, boxes.get(edge.to)!) })),
    ...detours.map((detour) => ({ edge: detour.edge, d: around(detour, detours, rows, rowOf) })),
  ];
  return framed(
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

/** The edges that lead to where the way from the start has been before. */
function backEdges(edges: readonly Edge[]): ReadonlySet<Edge> {
  const back = new Set<Edge>();
  const seen = new Set<string>();
  const onTheWay = new Set<string>();
  const visit = (name: string): void => {
    seen.add(name);
    onTheWay.add(name);
    for (const edge of edges.filter(({ from }) => from === name)) {
      if (onTheWay.has(edge.to)) back.add(edge);
      else if (!seen.has(edge.to)) visit(edge.to);
    }
    onTheWay.delete(name);
  };
  visit(START);
  return back;
}

/** Each state as far down as its longest way from the start; in a row, below those who lead to it. */
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
  const place = new Map<string, number>();
  return rows.map((row) => {
    const wish = (name: string): number => {
      const above = forward.filter(({ to, caught }) => to === name && !caught).map(({ from }) => place.get(from) ?? 0);
      return above.length === 0 ? 0 : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    const ordered = row.toSorted((a, b) => wish(a) - wish(b));
    for (const [index, name] of ordered.entries()) place.set(name, index - (ordered.length - 1) / 2);
    return ordered;
  });
}

function placed(rows: readonly (readonly string[])[]): ReadonlyMap<string, Box> {
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

function lanesFor(
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
  // Short ones first: they stay nearest.
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

/** Boxes of the same row between a state and its side of the picture. */
function inTheWay(
  name: string,
  side: Side,
  rows: readonly (readonly string[])[],
  rowOf: ReadonlyMap<string, number>,
): number {
  const row = rows[rowOf.get(name)!]!;
  const index = row.indexOf(name);
  return side < 0 ? index : row.length - 1 - index;
}

/** The side with the fewest boxes in the way; else back on the left, and ahead on the right. */
function sideFor({ from, to }: Edge, rows: readonly (readonly string[])[], rowOf: ReadonlyMap<string, number>): Side {
  const cost = (side: Side): number => inTheWay(from, side, rows, rowOf) + inTheWay(to, side, rows, rowOf);
  if (cost(-1) !== cost(1)) return cost(-1) < cost(1) ? -1 : 1;
  return rowOf.get(to)! <= rowOf.get(from)! ? -1 : 1;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const bottom = ({ y, height }: Box): number => y + height / 2;
const top = ({ y, height }: Box): number => y - height / 2;

/** From row to row, where there is nothing between. */
function straight(from: Box, to: Box): string {
  const [a, b] = [bottom(from), top(to)];
  const x = from.x === to.x ? from.x : from.x + Math.sign(to.x - from.x) * from.width * 0.25;
  const end = from.x === to.x ? to.x : to.x - Math.sign(to.x - from.x) * to.width * 0.2;
  const middle = (a + b) / 2;
  return `M ${r(x)} ${r(a)} C ${r(x)} ${r(middle)} ${r(end)} ${r(middle)} ${r(end)} ${r(b)}`;
}

function around(
  detour: Detour,
  all: readonly Detour[],
  rows: readonly (readonly string[])[],
  rowOf: ReadonlyMap<string, number>,
): string {
  const { from, to, side, lane } = detour;
  const start: Point[] =
    inTheWay(from.name, side, rows, rowOf) === 0
      ? [{ x: from.x + (side * from.width) / 2, y: portOf(detour, from, all) }]
      : [
          { x: from.x + side * from.width * 0.3, y: bottom(from) },
          { x: from.x + side * from.width * 0.3, y: bottom(from) + BETWEEN_ROWS * 0.4 },
        ];
  const end: Point[] =
    inTheWay(to.name, side, rows, rowOf) === 0
      ? [{ x: to.x + (side * to.width) / 2, y: portOf(detour, to, all) }]
      : [
          { x: to.x + side * to.width * 0.3, y: top(to) - BETWEEN_ROWS * 0.4 },
          { x: to.x + side * to.width * 0.3, y: top(to) },
        ];
  return rounded([...start, { x: lane, y: start.at(-1)!.y }, { x: lane, y: end[0]!.y }, ...end]);
}

/** Where on a box's side a line begins or ends: ordered so that lines of one box do not cross. */
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

/** A line through the points, its corners rounded. */
function rounded(points: readonly Point[]): string {
  const toward = (a: Point, b: Point, distance: number): Point => {
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const part = Math.min(distance, length / 2) / length;
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  };
  const at = ({ x, y }: Point): string => `${r(x)} ${r(y)}`;
  const corners = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [toward(corner, points[index]!, RADIUS), toward(corner, points[index + 2]!, RADIUS)];
    return `L ${at(before)} Q ${at(corner)} ${at(after)}`;
  });
  return [`M ${at(points[0]!)}`, ...corners, `L ${at(points.at(-1)!)}`].join(' ');
}

const r = (n: number): number => Math.round(n * 10) / 10;

function framed(boxes: readonly Box[], lanes: readonly number[], lines: readonly Line[]): Picture {
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2), ...lanes) - MARGIN;
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2), ...lanes) + MARGIN;
  const height = Math.max(...boxes.map(bottom)) + 2 * MARGIN;
  return { x: r(left), y: -MARGIN, width: r(right - left), height: r(height), boxes, lines };
}
