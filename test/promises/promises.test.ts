import { describe, expect, it } from '@jest/globals';
import { deadlineOf } from '../../promises/hosts.ts';
import { PROMISES } from '../../promises/promises.ts';
import { downtime } from '../../promises/time.ts';
import type { HostTrace, Trace } from '../../promises/trace.ts';
import type { Role } from '../../steps/domain/links.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { aMeeting, aReady, iso, seen, t } from '../support/meeting.ts';

const promiseNamed = (name: string) => PROMISES.find((promise) => promise.name === name)!;
const aHostTrace = (fields: Partial<HostTrace> = {}): HostTrace => ({
  instanceId: 'i-1',
  role: 'room',
  attempt: 1,
  launchedAt: t(-10),
  endedAt: t(60),
  endedBy: 'call',
  ...fields,
});

describe('a promise without evidence', () => {
  it.each(PROMISES.map((promise) => [promise.name, promise] as const))(
    '%s is not checkable, and says why',
    (_name, promise) => {
      expect(promise.check({})).toEqual({ result: 'not checkable', why: expect.stringMatching(/^not known: ./) });
    },
  );

  it('is checkable as soon as the fields that it needs are known', () => {
    const { check } = promiseNamed('nothing-left');
    expect(check({ row: aMeeting({ status: 'ENDED' }) })).toMatchObject({ result: 'not checkable' });
    const trace: Trace = { row: aMeeting({ status: 'ENDED' }), left: { wakeUps: 0, name: true } };
    expect(check(trace)).toEqual({ result: 'checked', broken: ['its DNS name still exists'] });
  });

  it('does not apply to a meeting that it says nothing about', () => {
    expect(promiseNamed('execution-ends').check({ execution: null })).toEqual({ result: 'does not apply' });
  });
});

describe('downtime', () => {
  const outages = [
    { service: 'ec2', from: 0, until: 30 },
    { service: 'api', from: 20, until: 50 },
    { service: 'dynamodb', from: 100, until: 120 },
  ] as const;

  it('counts the time in which at least one of the services was down, once', () => {
    expect(downtime(outages, ['ec2', 'api'], 10, 200)).toBe(40);
    expect(downtime(outages, ['dynamodb'], 110, Number.POSITIVE_INFINITY)).toBe(10);
    expect(downtime(outages, ['scheduler'], 0, 200)).toBe(0);
    expect(downtime(undefined, ['ec2'], 0, 200)).toBe(0);
  });

  it('of EC2 extends the deadline of a host, but not that of its timer', () => {
    const row = aMeeting({ opened_at: new Date(t(-5)).toISOString() });
    const late = aHostTrace({ endedAt: t(45) });
    const trace: Trace = { row, hosts: [late], hardEnd: t(30), latestEnd: t(30), timersSet: new Set(['i-1']) };
    const down = { ...trace, outages: [{ service: 'ec2', from: t(15), until: t(40) }] } as const;
    const noHostOutlives = promiseNamed('no-host-outlives');
    expect(noHostOutlives.check(trace)).toMatchObject({ broken: ['i-1 ran 30.0 minutes past its deadline'] });
    expect(noHostOutlives.check(down)).toMatchObject({ broken: [] });
    expect(promiseNamed('timer-ends-host').check(down)).toMatchObject({
      broken: ['i-1 ran 15.0 minutes past the latest end'],
    });
  });
});

describe('the deadline of a host in a room that nobody joined', () => {
  const row = aMeeting({ opened_at: new Date(t(-5)).toISOString() });
  const down = (from: number, until: number) => [{ service: 'api', from: t(from), until: t(until) }] as const;

  it('is the attendance deadline, and starts again after an outage in which nobody could report', () => {
    expect(deadlineOf(row, aHostTrace())).toBe(t(15));
    expect(deadlineOf(row, aHostTrace(), down(-30, -10))).toBe(t(15));
    expect(deadlineOf(row, aHostTrace(), down(5, 28))).toBe(t(43));
    expect(deadlineOf(row, aHostTrace(), [{ service: 'ec2', from: t(5), until: t(28) }])).toBe(t(15));
  });
});

describe('a host that was given up', () => {
  const brokenBy = (soundFrom: number, givenUpAt: number) => {
    const replaced = [
      { role: 'room', attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(givenUpAt) },
    ] as const;
    const trace: Trace = {
      row: aMeeting({ replaced }),
      hosts: [aHostTrace({ endedAt: t(givenUpAt) })],
      sound: new Map([['i-1', { from: t(soundFrom), until: Number.POSITIVE_INFINITY }]]),
      outages: [],
      execution: { status: 'SUCCEEDED', state: undefined },
    };
    const check = promiseNamed('no-sound-host-killed-by-blindness').check(trace);
    return check.result === 'checked' ? check.broken : check;
  };
  const broken = ['i-1 was given up while it was sound'];

  it('was sound, or had not had its five minutes: nobody asked it', () => {
    expect(brokenBy(-7, -4.9)).toEqual(broken);
    expect(brokenBy(-5.5, -7.5)).toEqual(broken);
  });

  it('booted in 4:56 of 5:00: on the clock of the step, half a minute fast, its time was over', () => {
    expect(brokenBy(-5.07, -5.25)).toEqual([]);
    expect(brokenBy(-5.07, -5)).toEqual([]);
  });

  it('became sound too late', () => {
    expect(brokenBy(-4.5, -5)).toEqual([]);
  });
});

describe('outcome-fits', () => {
  const broken = (trace: Trace) => {
    const checked = promiseNamed('outcome-fits').check({ endRequests: [], hosts: [], execution: null, ...trace });
    return checked.result === 'checked' ? checked.broken : checked;
  };
  const ended = (outcome: 'TIME_LIMIT' | 'COMPLETED', minute: number) => {
    const verdict = { outcome, by: 'net', at: iso(minute) } as const;
    const seen = { first_seen_at: iso(0), last_seen_at: iso(65) };
    const row = aMeeting({ status: 'ENDED', outcome, verdict, opened_at: iso(-5), attendance: { teacher: seen } });
    return { row, verdicts: [{ verdict, at: t(minute), heard: [], inside: [] }], hardEnd: t(120) };
  };
  const undisturbed = { any: false, calls: 0 };
  const left = [{ role: 'teacher', lastHeard: t(65), lastHeardInside: t(65) }] as const;

  it('accepts TIME_LIMIT for an empty room only if an outage left too little time to hear that it is empty', () => {
    const trace = { ...ended('TIME_LIMIT', 123), people: left, disturbances: undisturbed };
    const down = (until: number) => [{ service: 'api', from: t(68), until: t(until) }] as const;
    expect(broken(trace)).toEqual([expect.stringMatching(/^TIME_LIMIT/)]);
    expect(broken({ ...trace, outages: down(95) })).toEqual([expect.stringMatching(/^TIME_LIMIT/)]);
    expect(broken({ ...trace, outages: down(114) })).toEqual([]);
  });

  it('accepts TIME_LIMIT for people whose presence is in the row, though an outage took the responses', () => {
    const trace = { ...ended('TIME_LIMIT', 123), disturbances: undisturbed, people: left } as const;
    const seen = { first_seen_at: iso(0), last_seen_at: iso(119) };
    const row = { ...trace.row, attendance: { teacher: seen } };
    expect(broken({ ...trace, row })).toEqual([expect.stringMatching(/^TIME_LIMIT/)]);
    const outages = [{ service: 'step-functions', from: t(64), until: t(120) }] as const;
    expect(broken({ ...trace, row, outages })).toEqual([]);
  });

  it('accepts COMPLETED without an accepted presence only if a fault may have taken the response', () => {
    const trace = { ...ended('COMPLETED', 26), people: [], disturbances: undisturbed };
    expect(broken(trace)).toEqual([expect.stringMatching(/^COMPLETED, but no one/)]);
    const down = { ...trace, outages: [{ service: 'step-functions', from: t(0), until: t(30) }] } as const;
    expect(broken(down)).toEqual([]);
  });
});

describe('a meeting that needs both people', () => {
  const verdict = { outcome: 'PARTIAL_NO_SHOW', by: 'workflow', at: iso(15) } as const;
  const row = aReady({
    status: 'ENDED',
    outcome: 'PARTIAL_NO_SHOW',
    attendance_rule: 'everyone',
    attendance: { teacher: seen(0, 14.9) },
    verdict,
  });
  const person = { role: 'teacher', lastHeard: t(14.9), lastHeardInside: t(14.9) } as const;
  const trace = (fields: Partial<Meeting> = {}, inside: readonly Role[] = ['teacher']): Trace => ({
    hardEnd: t(120),
    row: { ...row, ...fields },
    verdicts: [{ verdict, at: t(15), heard: inside, inside: inside.map((role) => ({ role, since: t(0) })) }],
    people: [person],
    endRequests: [],
    hosts: [],
    cuts: [],
    hostsCount: true,
    outages: [],
    execution: null,
    disturbances: { any: false, calls: 0 },
  });
  const broken = (name: string, checked: Trace) => promiseNamed(name).check(checked);

  it('may end with one of them in the room, and not with both', () => {
    for (const name of ['nobody-cut-off', 'no-lesson-cut-by-blindness']) {
      expect(broken(name, trace())).toEqual({ result: 'checked', broken: [] });
      expect(broken(name, trace({}, ['teacher', 'student']))).toMatchObject({
        broken: [expect.anything(), expect.anything()],
      });
    }
  });

  it('has lost one of them only if the row says so', () => {
    expect(broken('outcome-fits', trace())).toEqual({ result: 'checked', broken: [] });
    const breaches: [Partial<Meeting>, string][] = [
      [{ attendance: { teacher: seen(0, 14.9), student: seen(1, 2) } }, 'PARTIAL_NO_SHOW, but both were present'],
      [{ attendance_rule: 'anyone' }, 'PARTIAL_NO_SHOW, but one person is enough'],
      [{ opened_at: iso(9) }, 'PARTIAL_NO_SHOW before the end of the attendance window'],
    ];
    for (const [fields, what] of breaches)
      expect(broken('outcome-fits', trace(fields))).toEqual({ result: 'checked', broken: [what] });
  });
});
