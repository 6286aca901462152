import { describe, expect, it } from '@jest/globals';
import { edgesOf, moveKey, pathOf } from '../../../web/lib/execution-path.ts';
import { definition, failedRun, history, running } from '../support/fixtures.ts';

const at = (instant: string): number => Date.parse(instant);
const START = '2026-12-01T12:00:00Z';

describe('the path of an execution', () => {
  it('has the current state and the time in each state', () => {
    const { visits, states } = pathOf(running.events, 'RUNNING', at('2026-12-01T13:52:20Z'));
    expect(visits.at(-1)).toMatchObject({ state: 'Hold meeting', result: 'current' });
    expect(states.get('Wait for host')).toMatchObject({ visits: 9, spent: 110_000, result: 'succeeded' });
    expect(states.get('Hold meeting')!.spent).toBeGreaterThan(1_000_000);
  });

  it('counts transitions between states', () => {
    const { moves } = pathOf(running.events, 'RUNNING', 0);
    expect(moves.get(moveKey('Host ready?', 'Wait for host'))).toBe(8);
    expect(moves.get(moveKey('Host ready?', 'Open room'))).toBe(1);
    expect(moves.has(moveKey('Host ready?', 'Tear down'))).toBe(false);
  });

  it('has retries, caught failures and the final failure', () => {
    const { visits, states } = pathOf(failedRun.events, 'FAILED', 0);
    expect(states.get('Launch host')).toMatchObject({ retries: 2, errors: 2, visits: 2 });
    expect(visits.find(({ retries }) => retries > 0)).toMatchObject({ result: 'succeeded' });
    expect(states.get('Check host')).toMatchObject({ result: 'caught', errors: 1 });
    expect(visits.at(-1)).toMatchObject({ state: 'Meeting failed', result: 'failed' });
  });

  it('shows a task as current between two tries', () => {
    const failing = history(
      START,
      [{ state: 'Decide', type: 'Task', for: 4, retries: 1, error: ['Throttled', ''] }],
      'RUNNING',
    );
    const between = failing.events.slice(0, -1);
    expect(pathOf(between, 'RUNNING', 0).visits).toMatchObject([{ state: 'Decide', result: 'current', retries: 0 }]);
    expect(pathOf(failing.events, 'RUNNING', 0).visits).toMatchObject([
      { state: 'Decide', result: 'current', retries: 1 },
    ]);
  });

  it('counts the second and later tries of one visit as retries, for functions and for callback tasks', () => {
    const event = (type: string, state?: string) => ({ id: 1, at: START, type, ...(state && { state }) });
    const visit = (state: string, tries: readonly string[]) => [
      event('TaskStateEntered', state),
      ...tries.map((type) => event(type, state)),
      event('TaskStateExited', state),
    ];
    const { visits } = pathOf(
      [
        ...visit('Launch host', ['LambdaFunctionScheduled']),
        ...visit(
          'Launch host',
          Array.from({ length: 3 }, () => 'LambdaFunctionScheduled'),
        ),
        ...visit('Open room', ['TaskScheduled', 'TaskSubmitted', 'TaskScheduled', 'TaskSubmitted']),
      ],
      'RUNNING',
      0,
    );
    expect(visits.map(({ retries }) => retries)).toEqual([0, 2, 1]);
  });

  it('shows the last state of an aborted execution as stopped', () => {
    const wait = history(START, [{ state: 'Wait until launch', type: 'Wait', for: 60 }], 'RUNNING').events;
    const stopped = [...wait, { id: 99, at: '2026-12-01T12:05:00Z', type: 'ExecutionAborted' }];
    expect(pathOf(stopped, 'ABORTED', at('2027-01-01T00:00:00Z')).visits).toEqual([
      expect.objectContaining({ state: 'Wait until launch', result: 'stopped', leftAt: at('2026-12-01T12:05:00Z') }),
    ]);
  });

  it('is empty without events', () => {
    expect(pathOf([], 'RUNNING', 0).visits).toEqual([]);
  });
});

describe('the edges of a definition', () => {
  it('are unique; a transition is caught only if no other way leads to the same state', () => {
    const edges = edgesOf(definition);
    const keys = edges.map(({ from, to }) => moveKey(from, to));
    expect(new Set(keys).size).toBe(keys.length);
    const edge = (from: string, to: string) => edges.find((found) => found.from === from && found.to === to);
    expect(edge('Open room', 'Decide')).toEqual({ from: 'Open room', to: 'Decide', caught: false });
    expect(edge('Launch host', 'Tear down')).toEqual({ from: 'Launch host', to: 'Tear down', caught: true });
  });

  it('include every transition of an execution', () => {
    const keys = new Set(edgesOf(definition).map(({ from, to }) => moveKey(from, to)));
    for (const { events, status } of [running, failedRun])
      for (const move of pathOf(events, status, 0).moves.keys()) expect(keys).toContain(move);
  });
});
