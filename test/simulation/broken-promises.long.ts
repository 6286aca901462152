import { describe, expect, it } from '@jest/globals';
import { PROMISES } from '../../promises/promises.ts';
import { run, type RunOptions } from '../../simulation/run.ts';
import { HOUR, isoSeconds } from '../../steps/domain/instants.ts';
import { withOutbox } from '../../steps/domain/outbox.ts';
import { options } from './support/options.ts';
import {
  withMethods,
  sweepIgnoresAttendance,
  writesEndedBeforeHostsEnd,
  newTokenForEachLaunch,
  type Mutation,
  newIdForEachEvent,
  forgetsImage,
  publishesAnyImage,
  publishesUntested,
  sweepSeesNoBuildHosts,
  takesOutFirst,
  usesAnyImage,
  withRows,
} from './support/mutations.ts';

/** A mutation that breaks each promise, and the options under which it does. */
const MUTATIONS: Readonly<Record<string, readonly [what: string, Mutation, Partial<RunOptions>?]>> = {
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
  'nobody-cut-off': ['the sweep ignores attendance', sweepIgnoresAttendance, { hostKind: 'stand-in' }],
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
  'no-lesson-cut-by-blindness': [
    'nobody is heard',
    (ports) =>
      withRows(
        ports,
        ({ attendance: _heard, ...row }) => ({ ...row, attendance: {} }),
        (written, { attendance }) => ({ ...written, attendance }),
      ),
    { hostKind: 'stand-in' },
  ],
  'no-sound-host-killed-by-blindness': [
    'no host can be asked, which counts against it',
    (ports) =>
      withMethods(ports, 'health', {
        probe: async () => ({ healthy: false, reachable: true, detail: 'no answer', people: null }),
      }),
  ],
  'cap-holds': [
    'functions do not know the limit',
    (ports) => ({ ...ports, settings: { ...ports.settings, maxInFlight: 1_000_000 } }),
    { maxInFlight: 1 },
  ],
  'one-plan': [
    'a move arms no wake-ups',
    (ports, caller) =>
      caller === 'changeMeeting' ? withMethods(ports, 'wakeUps', { arm: async () => undefined }) : ports,
    { changes: true },
  ],
  'changes-kept': [
    'a change of names is confirmed, and not written',
    (ports, caller) =>
      caller === 'changeMeeting'
        ? withMethods(ports, 'meetings', {
            replace: (row, seen) => ports.meetings.replace({ ...row, teacher_name: 'Ada' }, seen),
          })
        : ports,
    { changes: true },
  ],
  'plan-by-plan': [
    'a change does not see that another one was written meanwhile',
    (ports, caller) =>
      caller === 'changeMeeting'
        ? withMethods(ports, 'meetings', {
            replace: async (row, seen) => {
              const { version = seen } = (await ports.meetings.find(row.id)) ?? {};
              return ports.meetings.replace({ ...row, version: version + 1 }, version);
            },
          })
        : ports,
    { changes: true },
  ],
  'change-recorded': [
    'every second action is not saved',
    (ports) =>
      withMethods(ports, 'actions', {
        save: async (record) => (record.action.number % 2 === 0 ? undefined : ports.actions.save(record)),
      }),
  ],
  'series-complete': [
    'the meetings of series are created for an hour later',
    (ports, caller) =>
      caller === 'fillSeries'
        ? withMethods(ports, 'meetings', {
            insert: (row) => ports.meetings.insert({ ...row, meet_time: isoSeconds(Date.parse(row.meet_time) + HOUR) }),
          })
        : ports,
    { meetings: 1, series: 5, changes: true },
  ],
  'webhook-effect': [
    'no timer tells what was forgotten',
    (ports) => withMethods(ports, 'outbox', { untold: async () => [] }),
  ],
  'one-notice': [
    'each mail is sent twice',
    (ports, caller) =>
      caller === 'sendNotices'
        ? withMethods(ports, 'mail', {
            send: async (message) => {
              await ports.mail.send(message);
              await ports.mail.send(message);
            },
          })
        : ports,
  ],
  'image-build': [
    'the test of an image is always passed',
    (ports) => withMethods(ports, 'imageCheck', { check: async () => ({ ready: true, detail: 'ready' }) }),
    { builds: true },
  ],
  'image-of-launch': ['launches do not compare what the image was made from', usesAnyImage, { builds: true }],
  'no-false-alarm': [
    'a part of the sweep fails',
    (ports) => withMethods(ports, 'hosts', { running: () => Promise.reject(new Error('not allowed')) }),
    { level: 'none' },
  ],
  'no-defect': [
    'the sweep has a defect',
    (ports, caller) =>
      caller === 'sweep'
        ? withMethods(ports, 'meetings', { getMark: () => Promise.reject(new TypeError('x is undefined')) })
        : ports,
  ],
};

describe('the simulator detects a broken promise', () => {
  it('has a mutation for each promise', () => {
    expect(Object.keys(MUTATIONS).toSorted()).toEqual(PROMISES.map(({ name }) => name as string).toSorted());
  });

  it.each(Object.entries(MUTATIONS).map(([name, [what, between, changes]]) => [what, name, between, changes] as const))(
    'when %s (%s)',
    async (_what, name, between, changes) => {
      const { summary } = await run(options({ meetings: 300, perDay: 40, seed: 5, between, stopAt: name, ...changes }));
      expect(summary.promises[name]).toMatchObject({ promised: true, broken: expect.any(Number) });
      expect(summary.promises[name]?.broken).toBeGreaterThan(0);
    },
  );
});

/** Other ways to break the promises about builds. */
const BUILDS: readonly (readonly [what: string, name: string, Mutation])[] = [
  ['a build publishes an image of an older deployment', 'image-build', publishesAnyImage],
  ['an image is published before its test', 'image-build', publishesUntested],
  [
    'the end of a build removes the published image',
    'image-build',
    (ports, caller) =>
      caller === 'endBuild' ? withMethods(ports, 'meetings', { getMark: async () => undefined }) : ports,
  ],
  ['old images stay', 'image-build', (ports) => withMethods(ports, 'images', { remove: async () => undefined })],
  ['no net knows the hosts of builds', 'image-build', sweepSeesNoBuildHosts],
  [
    'nobody ends the hosts of builds, and their timers are late',
    'no-host-outlives',
    (ports, caller) =>
      withMethods(sweepSeesNoBuildHosts(ports, caller), 'buildHosts', {
        launch: (order) => ports.buildHosts.launch({ ...order, hardEnd: order.hardEnd + HOUR }),
      }),
  ],
  ['a launch that is asked for again forgets its image', 'image-of-launch', forgetsImage],
];

describe('the simulator finds within 900 meetings with builds of images', () => {
  it.each(BUILDS)('that %s (%s)', async (_what, name, between) => {
    const { summary } = await run(options({ meetings: 900, perDay: 40, seed: 5, builds: true, between, stopAt: name }));
    expect(summary.promises[name]?.broken).toBeGreaterThan(0);
  });
});

/** Other ways to break `webhook-effect`. */
const EVENTS: readonly (readonly [what: string, Mutation])[] = [
  [
    'a delivery is not repeated',
    (ports) =>
      withMethods(ports, 'webhooks', {
        saveDelivery: (row) => ports.webhooks.saveDelivery(row.state === 'waiting' ? { ...row, state: 'failed' } : row),
      }),
  ],
  ['an event is taken out of the row before its deliveries start', takesOutFirst],
  ['an event gets another id with each repetition', newIdForEachEvent],
  [
    'events do not have the outcome',
    (ports, caller) =>
      caller === 'tell'
        ? withRows(
            ports,
            ({ verdict: _verdict, outcome: _outcome, ...row }) => row,
            (written, { verdict, outcome }) => ({
              ...written,
              ...(verdict && { verdict }),
              ...(outcome && { outcome }),
            }),
          )
        : ports,
  ],
];

/** Other ways to break `one-notice`. */
const MAILS: readonly (readonly [what: string, Mutation, Partial<RunOptions>])[] = [
  [
    'the lease of a mail is over after five seconds',
    (ports, caller) => (caller === 'sendNotices' ? { ...ports, clock: { ...ports.clock, speed: 1 / 24 } } : ports),
    {},
  ],
  ['no timer sends what was forgotten', (ports) => withMethods(ports, 'outbox', { unmailed: async () => [] }), {}],
  [
    'no timer finds series with something to tell',
    (ports) => withMethods(ports, 'series', { unmailed: async () => [] }),
    { meetings: 1, series: 10 },
  ],
  [
    'each date that ends with its series is told',
    (ports, caller) =>
      caller === 'fillSeries'
        ? withMethods(ports, 'meetings', {
            replace: ({ mailed, ...row }, seen) => {
              const people = Object.entries(mailed ?? {}).map(([role, { cancelled: _told, ...one }]) => [role, one]);
              return ports.meetings.replace(withOutbox(row, { ...row, mailed: Object.fromEntries(people) }), seen);
            },
          })
        : ports,
    { meetings: 1, series: 20, changes: true },
  ],
];

describe('the simulator finds within 300 meetings', () => {
  it.each(MAILS)('that %s, by one-notice', async (_what, between, changes) => {
    const stopAt = 'one-notice';
    const { summary } = await run(options({ meetings: 300, perDay: 40, seed: 5, between, stopAt, ...changes }));
    expect(summary.promises[stopAt]?.broken).toBeGreaterThan(0);
  });

  it.each(EVENTS)('that %s', async (_what, between) => {
    const stopAt = 'webhook-effect';
    const { summary } = await run(options({ meetings: 300, perDay: 40, seed: 5, between, stopAt }));
    expect(summary.promises[stopAt]?.broken).toBeGreaterThan(0);
  });
});
