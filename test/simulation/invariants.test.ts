import { describe, expect, it } from '@jest/globals';
import { INVARIANTS } from '../../simulation/invariants.ts';
import { run } from '../../simulation/run.ts';
import { options } from './support/options.ts';
import { altered, blindToPeople, endedFirst, freshTokens, type Sabotage, shownAs } from './support/sabotage.ts';

const HOUR = 3_600_000;

/** What breaks each invariant. */
const BROKEN: Readonly<Record<string, readonly [what: string, Sabotage]>> = {
  'no-host-outlives': [
    'hosts are said to have ended, and have not',
    (ports) => altered(ports, 'hosts', { end: async () => 'gone' }),
  ],
  'timer-ends-host': [
    'hosts are given an hour too much, and nobody else ends them',
    (ports) =>
      altered(ports, 'hosts', {
        launch: (order) => ports.hosts.launch({ ...order, hardEnd: order.hardEnd + HOUR }),
        end: async () => 'gone',
      }),
  ],
  'one-host': ['launches are no more idempotent', freshTokens],
  'one-outcome': [
    'the last write of a meeting is lost',
    (ports) =>
      altered(ports, 'meetings', {
        replace: async (row, seen) => row.status === 'ENDED' || ports.meetings.replace(row, seen),
      }),
  ],
  'outcome-fits': [
    'every end is called a no-show',
    (ports) =>
      altered(ports, 'meetings', {
        replace: (row, seen) =>
          ports.meetings.replace(row.verdict ? { ...row, verdict: { ...row.verdict, outcome: 'NO_SHOW' } } : row, seen),
      }),
  ],
  'ended-means-gone': ['the row is ENDED before its hosts are', endedFirst],
  'nobody-cut-off': ['the sweep is blind to people', blindToPeople],
  'refused-leaves-nothing': [
    'a meeting that is being made is never seen to be accepted',
    (ports, caller) =>
      caller === 'schedule'
        ? altered(ports, 'meetings', { replace: async (row, seen) => !row.accepted || seen > 0 })
        : altered(ports, 'meetings', {
            replace: async (row, seen) => row.outcome === undefined && ports.meetings.replace(row, seen),
          }),
  ],
  'execution-ends': [
    'a workflow that waits for its launch looks at a row that is for ever not accepted, and nobody stops it',
    (ports, caller) => {
      const deaf = altered(ports, 'workflow', { succeed: async () => 'closed', stop: async () => undefined });
      if (caller !== 'decide' && caller !== 'tearDown') return deaf;
      // To these, no meeting ever ends.
      return shownAs(deaf, ({ verdict: _verdict, ...row }) => ({ ...row, status: 'IN_PROGRESS' as const }));
    },
  ],
  'nothing-left': ['names are not removed', (ports) => altered(ports, 'addresses', { remove: async () => undefined })],
};

describe('each invariant is seen to fail when', () => {
  it('none of them is forgotten', () => {
    expect(Object.keys(BROKEN).toSorted()).toEqual(INVARIANTS.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(BROKEN).map(([name, [what, between]]) => [what, name, between] as const))(
    '%s: %s',
    async (_what, name, between) => {
      const { summary } = await run(options({ meetings: 300, perDay: 100, seed: 5, between, until: name }));
      expect(summary.violations[name]).toBeGreaterThan(0);
    },
  );
});
