import { describe, expect, it } from '@jest/globals';
import { netTakesOverAt, outcomeDue, overdue, withVerdict } from '../../../steps/domain/verdicts.ts';
import { listenedFrom, LISTENED } from '../../support/listening.ts';
import { aLaunching, aMeeting, aReady, GRACE, iso, seen, t } from '../../support/meeting.ts';

describe('the outcome that is due', () => {
  it('is NO_SHOW when nobody has joined for fifteen minutes, not a second earlier', () => {
    expect(outcomeDue(aReady(), t(15) - 1, LISTENED)).toBeUndefined();
    expect(outcomeDue(aReady(), t(15), LISTENED)?.outcome).toBe('NO_SHOW');
  });

  it('is NO_SHOW when a person left before the meeting time', () => {
    const meeting = aReady({ attendance: { student: seen(-8, -7) } });
    expect(outcomeDue(meeting, t(14), LISTENED)).toBeUndefined();
    expect(outcomeDue(meeting, t(15), LISTENED)?.outcome).toBe('NO_SHOW');
  });

  it('is undefined for an empty room before the attendance deadline', () => {
    expect(outcomeDue(aReady({ attendance: { teacher: seen(0, 1) } }), t(14), LISTENED)).toBeUndefined();
  });

  it('is COMPLETED when the room has been empty for the grace after the deadline', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 20), student: seen(0, 18) } });
    expect(outcomeDue(meeting, t(20 + GRACE) - 1, LISTENED)).toBeUndefined();
    expect(outcomeDue(meeting, t(20 + GRACE), LISTENED)?.outcome).toBe('COMPLETED');
  });

  it('is undefined when somebody joins in the last second of the attendance window', () => {
    expect(outcomeDue(aReady({ attendance: { student: seen(14.9, 14.9) } }), t(15), LISTENED)).toBeUndefined();
  });

  it('is TIME_LIMIT at the hard end with people in the room', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 119) } });
    expect(outcomeDue(meeting, t(120) - 1, LISTENED)).toBeUndefined();
    expect(outcomeDue(meeting, t(120), LISTENED)?.outcome).toBe('TIME_LIMIT');
  });

  it('is undefined until the hard end for a room that has not opened', () => {
    expect(outcomeDue(aLaunching(), t(119), LISTENED)).toBeUndefined();
    expect(outcomeDue(aLaunching(), t(120), LISTENED)?.outcome).toBe('FAILED');
  });
});

describe('a safety net tears a meeting down', () => {
  const emptied = aReady({ attendance: { teacher: seen(0, 20) } });

  it('after the grace and the margin', () => {
    expect(netTakesOverAt(emptied)).toBe(t(20 + GRACE + 3));
  });

  it('after the grace, without a margin, when the execution has ended', () => {
    expect(netTakesOverAt({ ...emptied, execution_over: true })).toBe(t(20 + GRACE));
  });

  it('after a requested end and the margin', () => {
    expect(netTakesOverAt(withVerdict(emptied, 'COMPLETED', 'teacher', t(22)))).toBe(t(22 + 3));
  });

  it('at the same time when somebody ends a meeting that is already overdue', () => {
    expect(netTakesOverAt(withVerdict(emptied, 'COMPLETED', 'teacher', t(27)))).toBe(t(20 + GRACE + 3));
  });
});

describe('an overdue verdict', () => {
  it('on a room that is not open waits while the deployment cannot be reached, and for the margin after that', () => {
    const failed = { failure: { reason: 'HEALTH' } };
    expect(overdue(aLaunching(), t(10), LISTENED)).toMatchObject(failed);
    expect(overdue(aLaunching(), t(10), listenedFrom(8))).toBeUndefined();
    expect(overdue(aLaunching(), t(10), listenedFrom(6))).toMatchObject(failed);
    // The first sweep after an outage, before the first probe.
    expect(overdue(aLaunching(), t(10), listenedFrom(-60, -8))).toBeUndefined();
    expect(overdue(aLaunching(), t(124), listenedFrom(-60, -8))).toMatchObject(failed);
  });

  it('is undefined until the margin has passed', () => {
    expect(overdue(aReady(), t(18) - 1, LISTENED)).toBeUndefined();
    expect(overdue(aReady(), t(18), LISTENED)).toEqual({ outcome: 'NO_SHOW' });
  });

  it('is undefined while people are in the room, also when the execution has ended', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 40) } });
    expect(overdue({ ...meeting, execution_over: true }, t(41), LISTENED)).toBeUndefined();
    expect(overdue({ ...meeting, execution_over: true }, t(40 + GRACE), LISTENED)).toEqual({ outcome: 'COMPLETED' });
  });

  it('is FAILED (ABORTED) when the execution has ended during the launch', () => {
    expect(overdue(aLaunching({ execution_over: true }), t(-5), LISTENED)).toMatchObject({
      outcome: 'FAILED',
      failure: { reason: 'ABORTED' },
    });
  });

  it('is FAILED (LAUNCH) when a launch takes longer than all its retries', () => {
    expect(overdue(aMeeting(), t(32.9), LISTENED)).toBeUndefined();
    expect(overdue(aMeeting(), t(33), LISTENED)).toMatchObject({ failure: { reason: 'LAUNCH' } });
  });

  it('is FAILED (HEALTH) when nobody gave up on a late host; time in which it could not be checked does not count', () => {
    expect(overdue(aLaunching(), t(-2.1), LISTENED)).toBeUndefined();
    expect(overdue(aLaunching(), t(-2), LISTENED)).toMatchObject({ failure: { reason: 'HEALTH' } });
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), blind_seconds: 600 };
    expect(overdue(aLaunching({ hosts: { room } }), t(7.9), LISTENED)).toBeUndefined();
    expect(overdue(aLaunching({ hosts: { room } }), t(8), LISTENED)).toMatchObject({
      failure: { reason: 'HEALTH' },
    });
  });

  it('is undefined while a replacement has the time of a launch and of a host', () => {
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(-5) };
    expect(overdue(aLaunching({ hosts: { room } }), t(37.9), LISTENED)).toBeUndefined();
    const second = { attempt: 2, instance_id: 'i-2', launched_at: iso(-4) };
    expect(overdue(aLaunching({ hosts: { room: second } }), t(3.9), LISTENED)).toBeUndefined();
    expect(overdue(aLaunching({ hosts: { room: second } }), t(4), LISTENED)).toBeDefined();
  });
});

describe('a verdict', () => {
  it('does not change when a second one is written', () => {
    const first = withVerdict(aReady(), 'CANCELLED', 'organiser', t(1));
    expect(withVerdict(first, 'COMPLETED', 'teacher', t(2))).toBe(first);
  });
});
