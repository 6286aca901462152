import { describe, expect, it } from '@jest/globals';
import { type Box, END, layoutOf, START, windowStart } from '../../../web/lib/graph-layout.ts';
import type { Definition } from '../../../web/lib/wire.ts';
import { definition } from '../support/fixtures.ts';

const overlap = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;

const loop: Definition = {
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Next: 'B', Catch: [{ Next: 'C' }] },
    B: { Type: 'Choice', Choices: [{ Next: 'A' }, { Next: 'B' }], Default: 'C' },
    C: { Type: 'Succeed' },
  },
};

describe.each([
  ['the deployed workflow', definition],
  ['a loop with an edge to itself', loop],
])('the layout of %s', (_name, graph) => {
  const { boxes, lines, x, y, width, height } = layoutOf(graph);

  it('contains every state once, a start and an end', () => {
    expect(boxes.map(({ name }) => name).toSorted()).toEqual([...Object.keys(graph.States), START, END].toSorted());
  });

  it('places boxes without overlap and inside the frame', () => {
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) expect([a.name, b.name, overlap(a, b)]).toEqual([a.name, b.name, false]);
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(x);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(x + width);
      expect(a.y - a.height / 2).toBeGreaterThanOrEqual(y);
      expect(a.y + a.height / 2).toBeLessThanOrEqual(y + height);
    }
  });

  it('draws each line once, with valid path data', () => {
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
    for (const { d } of lines) expect(d).toMatch(/^M (?:-?[\d.]+ |[CLQ] )+-?[\d.]+$/);
  });
});

it('places the start at the top, the end at the bottom, and the normal path downwards', () => {
  const { boxes } = layoutOf(definition);
  const y = (name: string): number => boxes.find((box) => box.name === name)!.y;
  const path = [
    START,
    'Wait until launch',
    'Launch host',
    'Wait for host',
    'Check host',
    'Host ready?',
    'Open room',
    'Decide',
    'Continue?',
    'Tear down',
    'Host gone?',
    'Meeting over',
    END,
  ];
  expect(path.map(y)).toEqual(path.map(y).toSorted((a, b) => a - b));
});

it('returns the same layout for the same definition', () => {
  expect(layoutOf(definition)).toEqual(layoutOf(structuredClone(definition)));
});

describe('on a phone', () => {
  /** Pixels of the frame on a phone of 390 pixels. */
  const WIDTH = 322;
  const layout = layoutOf(definition);
  const cutBoxes = (current: string, path: readonly string[]): readonly string[] => {
    const from = layout.x + windowStart(layout, current, new Set(path), WIDTH);
    const isCut = ({ x, width }: Box): boolean => x - width / 2 < from || x + width / 2 > from + WIDTH;
    return layout.boxes.filter((box) => path.includes(box.name) && isCut(box)).map(({ name }) => name);
  };

  it('the end of a failed meeting is whole, and so are all states on its path but those far to the left', () => {
    const path = ['Wait until launch', 'Launch host', 'Wait for host', 'Check host', 'Host ready?', 'Tear down'];
    expect(cutBoxes('Meeting failed', [...path, 'Host gone?', 'Meeting failed'])).toEqual(['Tear down', 'Host gone?']);
  });

  it('every state is whole while it is the current one', () => {
    for (const name of Object.keys(definition.States)) expect([name, cutBoxes(name, [name])]).toEqual([name, []]);
  });
});
