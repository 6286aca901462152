import { describe, expect, it } from '@jest/globals';
import { deadlineOf } from '../../promises/hosts.ts';
import { PROMISES } from '../../promises/promises.ts';
import { downtime } from '../../promises/time.ts';
import type { ChangeTrace, HostTrace, PlanWrite, Trace } from '../../promises/trace.ts';
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

/** The breaches, or why there are none. */
const breaches = (name: string, trace: Trace): unknown => {
  const check = promiseNamed(name).check(trace);
  return check.result === 'checked' ? check.broken : check.result;
};

describe('one-plan', () => {
  const plan = {
    at: t(-60),
    revision: 2,
    launchAt: t(-10),
    launchesAt: t(-10),
    wakeUps: [t(18), t(123)],
    due: [t(18), t(123)],
  };
  const broken = (fields: object) => breaches('one-plan', { plans: [{ ...plan, ...fields }], launches: [] });

  it('is broken without the execution, with another launch time, and without a wake-up or with a late one', () => {
    expect(broken({})).toEqual([]);
    expect(broken({ wakeUps: [t(10), t(123)] })).toEqual([]);
    expect(broken({ launchesAt: undefined })).toEqual([expect.stringMatching(/no running execution/)]);
    expect(broken({ launchesAt: t(20) })).toEqual([expect.stringMatching(/another launch time/)]);
    expect(broken({ wakeUps: [t(123)] })).toContainEqual(expect.stringMatching(/1 wake-ups/));
    expect(broken({ wakeUps: [t(18), t(153)] })).toEqual([expect.stringMatching(/a wake-up that is late/)]);
  });

  it('is broken by a revision that comes back', () => {
    const plans = [plan, { ...plan, revision: 3 }, plan];
    expect(breaches('one-plan', { plans, launches: [] })).toEqual([expect.stringMatching(/revision 2 came back/)]);
  });

  it('is broken by a launch of another revision', () => {
    expect(breaches('one-plan', { plans: [], launches: [{ revision: 1, launchable: 2 }] })).toHaveLength(1);
  });
});

describe('changes-kept', () => {
  const sent = (at: number, status: number, change: object) => ({ sentAt: t(at), at: t(at + 0.1), status, change });
  const rename = (at: number, status: number, teacher_name: string) =>
    sent(at, status, { what: 'plan', fields: { teacher_name } });
  const extend = (at: number, status: number, minutes: number, key?: string) =>
    sent(at, status, { what: 'extend', minutes, key });
  const broken = (fields: Partial<Meeting>, changes: readonly object[], calls = 0) =>
    breaches('changes-kept', {
      row: aMeeting(fields),
      changes: changes as NonNullable<Trace['changes']>,
      disturbances: { any: calls > 0, calls },
    });
  const extended = (...list: readonly [minutes: number, key?: string][]) => ({
    extensions: list.map(([minutes, key]) => ({ minutes, at: iso(10), ...(key !== undefined && { key }) })),
  });

  it('says nothing about a meeting without changes', () => {
    expect(broken({}, [])).toBe('does not apply');
  });

  it('is broken when the latest confirmed change is not in the row, or a refused one is', () => {
    const twice = [rename(-60, 200, 'Eve'), rename(-50, 200, 'Zoe')];
    expect(broken({ teacher_name: 'Zoe' }, twice)).toEqual([]);
    expect(broken({ teacher_name: 'Eve' }, twice)).toEqual([expect.stringMatching(/to Zoe, and is Eve/)]);
    // The response of the other one was lost at the same time.
    expect(broken({ teacher_name: 'Ann' }, [rename(-60, 200, 'Eve'), rename(-59.9, 502, 'Ann')])).toEqual([]);
    expect(broken({ teacher_name: 'Ann' }, [rename(-60, 409, 'Ann')])).toEqual([expect.stringMatching(/refused/)]);
    // Of an invocation that runs twice, one can change the meeting, so that the other one returns 409 or 412.
    for (const status of [409, 412]) {
      const ranTwice = [rename(-60, 200, 'Eve'), rename(-50, status, 'Ann')];
      expect(broken({ teacher_name: 'Ann' }, ranTwice, 1)).toEqual([]);
      expect(broken({ teacher_name: 'Ann' }, ranTwice)).toHaveLength(2);
    }
  });

  it('counts a late start out of the meeting time', () => {
    const moved = sent(-60, 200, { what: 'plan', fields: { meet_time: iso(0).slice(0, 19) + 'Z' } });
    const late = sent(1, 200, { what: 'late', minutes: 10 });
    const meet_time = iso(10).slice(0, 19) + 'Z';
    expect(broken({ meet_time, late_minutes: 10 }, [moved, late])).toEqual([]);
    expect(broken({ meet_time, late_minutes: 5 }, [moved, late])).toHaveLength(2);
    expect(broken({ meet_time, late_minutes: 20 }, [late])).toEqual([expect.stringMatching(/nobody asked for/)]);
    // A move to the time that the meeting has by then changes nothing.
    const again = sent(2, 200, { what: 'plan', fields: { meet_time } });
    expect(broken({ meet_time, late_minutes: 10 }, [moved, late, again])).toEqual([]);
  });

  it('is broken when an extension is missing, or counts twice for one key', () => {
    const calls = [extend(1, 200, 10, 'a'), extend(2, 502, 10, 'a'), extend(3, 502, 5)];
    expect(broken(extended([10, 'h']), calls)).toEqual([]);
    expect(broken(extended([10, 'h'], [5]), calls)).toEqual([]);
    expect(broken(extended([5]), calls)).toEqual([expect.stringMatching(/missing/)]);
    expect(broken(extended([10, 'h'], [10, 'h']), calls)).toContainEqual(expect.stringMatching(/twice/));
    expect(broken(extended([10, 'h'], [5], [5]), calls)).toEqual([expect.stringMatching(/more was added/)]);
    // A fault can run an invocation without a key twice.
    expect(broken(extended([10, 'h'], [5], [5]), calls, 1)).toEqual([]);
  });
});

describe('plan-by-plan', () => {
  const rename = (at: number, status: number, teacher_name: string, ifMatch?: number): ChangeTrace => ({
    sentAt: t(at),
    at: t(at + 0.1),
    status,
    change: { what: 'plan', fields: { teacher_name }, ifMatch },
  });
  const write = (at: number, before: number, teacher_name: string, after = before + 1): PlanWrite => ({
    at: t(at),
    before,
    after,
    fields: { teacher_name },
  });
  const broken = (changes: readonly ChangeTrace[], planWrites: readonly PlanWrite[]) =>
    breaches('plan-by-plan', { changes, planWrites });

  it('says nothing about a meeting whose plan nobody changes', () => {
    expect(broken([], [])).toBe('does not apply');
  });

  it('holds for changes of the plan that they name, also when they are sent again, and for those that name none', () => {
    const changes = [rename(-60, 502, 'Eve', 1), rename(-59, 200, 'Eve', 1), rename(-50, 200, 'Zoe')];
    expect(broken(changes, [write(-59.9, 1, 'Eve'), write(-49.9, 2, 'Zoe')])).toEqual([]);
  });

  it('is broken by a change of another plan than the named one, also when the response is 412', () => {
    const first = [rename(-60, 200, 'Eve', 1)];
    const writes = [write(-59.9, 1, 'Eve'), write(-49.9, 2, 'Zoe')];
    for (const status of [200, 412, 502])
      expect(broken([...first, rename(-50, status, 'Zoe', 1)], writes)).toEqual([
        expect.stringMatching(/named plan 1/),
      ]);
  });

  it('is broken by a change that another one overwrites unseen, and by one that nobody asked for', () => {
    const both = [rename(-60, 200, 'Eve'), rename(-60, 200, 'Zoe')];
    expect(broken(both, [write(-59.95, 1, 'Eve'), write(-59.9, 2, 'Zoe', 2)])).toEqual([
      expect.stringMatching(/plan 2 replaced plan 2/),
    ]);
    expect(broken(both, [write(-59.95, 1, 'Ann')])).toEqual([expect.stringMatching(/nobody asked for/)]);
  });

  it('is broken by 412 for the plan that is current all the time', () => {
    expect(broken([rename(-50, 412, 'Zoe', 1)], [])).toEqual([expect.stringMatching(/plan 1 was the current one/)]);
    const meanwhile = [rename(-50, 200, 'Eve', 1), rename(-50, 412, 'Zoe', 1)];
    expect(broken(meanwhile, [write(-49.95, 1, 'Eve')])).toEqual([]);
    expect(broken([...meanwhile, rename(-40, 412, 'Zoe', 2)], [write(-49.95, 1, 'Eve')])).toHaveLength(1);
  });
});
