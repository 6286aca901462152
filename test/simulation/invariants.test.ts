import { describe, expect, it } from '@jest/globals';
import { INVARIANTS } from '../../simulation/invariants.ts';
import { run } from '../../simulation/run.ts';
import { options } from './support/options.ts';
import {
  withMethods,
  sweepIgnoresAttendance,
  writesEndedBeforeHostsEnd,
  newTokenForEachLaunch,
  type Mutation,
  withRows,
} from './support/mutations.ts';

const HOUR = 3_600_000;

/** A mutation that breaks each invariant. */
const MUTATIONS: Readonly<Record<string, readonly [what: string, Mutation]>> = {
  'no-host-outlives': [
    'hosts are reported as ended, but still run',
    (ports) => withMethods(ports, 'hosts', { end: async () => 'gone' }),
  ],
  'timer-ends-host': [
    'the timers of hosts are an hour late, and no call ends hosts',
    (ports) =>
      withMethods(ports, 'hosts', {
        launch: (request) => ports.hosts.launch({ ...request, hardEnd: request.hardEnd + HOUR }),
        end: async () => 'gone',
      }),
  ],
  'one-host': ['launches are not idempotent', newTokenForEachLaunch],
  'one-outcome': [
    'the last write of a meeting is lost',
    (ports) =>
      withMethods(ports, 'meetings', {
        replace: async (row, seen) => row.status === 'ENDED' || ports.meetings.replace(row, seen),
      }),
  ],
  'outcome-fits': [
    'every outcome is NO_SHOW',
    (ports) =>
      withMethods(ports, 'meetings', {
        replace: (row, seen) =>
          ports.meetings.replace(row.verdict ? { ...row, verdict: { ...row.verdict, outcome: 'NO_SHOW' } } : row, seen),
      }),
  ],
  'ended-means-gone': ['the row is ENDED before its hosts are gone', writesEndedBeforeHostsEnd],
  'nobody-cut-off': ['the sweep ignores attendance', sweepIgnoresAttendance],
  'refused-leaves-nothing': [
    'a scheduled meeting is never accepted, and its row is never ended',
    (ports, caller) =>
      caller === 'schedule'
        ? withMethods(ports, 'meetings', { replace: async (row, seen) => !row.accepted || seen > 0 })
        : withMethods(ports, 'meetings', {
            replace: async (row, seen) => row.outcome === undefined && ports.meetings.replace(row, seen),
          }),
  ],
  'execution-ends': [
    'no call reaches the workflow, and its steps read rows that are always IN_PROGRESS',
    (ports, caller) => {
      const unreachable = withMethods(ports, 'workflow', {
        succeed: async () => 'closed',
        stop: async () => undefined,
      });
      if (caller !== 'decide' && caller !== 'tearDown') return unreachable;
      return withRows(unreachable, ({ verdict: _verdict, ...row }) => ({ ...row, status: 'IN_PROGRESS' as const }));
    },
  ],
  'nothing-left': [
    'names are not removed',
    (ports) => withMethods(ports, 'addresses', { remove: async () => undefined }),
  ],
};

describe('the simulator detects a broken invariant', () => {
  it('has a mutation for each invariant', () => {
    expect(Object.keys(MUTATIONS).toSorted()).toEqual(INVARIANTS.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(MUTATIONS).map(([name, [what, between]]) => [what, name, between] as const))(
    'when %s (%s)',
    async (_what, name, between) => {
      const { summary } = await run(options({ meetings: 300, perDay: 100, seed: 5, between, stopAt: name }));
      expect(summary.violations[name]).toBeGreaterThan(0);
    },
  );
});
