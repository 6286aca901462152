import { describe, expect, it } from '@jest/globals';
import { netTakesOverAt, outcomeDue, overdue, withVerdict } from '../../../steps/domain/verdicts.ts';
import { aLaunching, aMeeting, aReady, iso, seen, t } from '../../support/meeting.ts';

describe('what row and clock say of an open room', () => {
  it('nobody joins for fifteen minutes: a no-show, and not a second earlier', () => {
    expect(outcomeDue(aReady(), t(15) - 1)).toBeUndefined();
    expect(outcomeDue(aReady(), t(15))).toBe('NO_SHOW');
  });

  it('she came and went before the meeting time: still a no-show', () => {
    const meeting = aReady({ attendance: { student: seen(-8, -7) } });
    expect(outcomeDue(meeting, t(14))).toBeUndefined();
    expect(outcomeDue(meeting, t(15))).toBe('NO_SHOW');
  });

  it('silence before the attendance deadline means: wait on', () => {
    expect(outcomeDue(aReady({ attendance: { teacher: seen(0, 1) } }), t(14))).toBeUndefined();
  });

  it('silence of five minutes after it means that the room is empty', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 20), student: seen(0, 18) } });
    expect(outcomeDue(meeting, t(25) - 1)).toBeUndefined();
    expect(outcomeDue(meeting, t(25))).toBe('COMPLETED');
  });

  it('somebody who comes at the last second of the window is let in', () => {
    expect(outcomeDue(aReady({ attendance: { student: seen(14.9, 14.9) } }), t(15))).toBeUndefined();
  });

  it('the hard end is the end, also with people in the room', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 119) } });
    expect(outcomeDue(meeting, t(120) - 1)).toBeUndefined();
    expect(outcomeDue(meeting, t(120))).toBe('TIME_LIMIT');
  });

  it('a room that never opened has no outcome of its own until the hard end', () => {
    expect(outcomeDue(aLaunching(), t(119))).toBeUndefined();
    expect(outcomeDue(aLaunching(), t(120))).toBe('FAILED');
  });
});

describe('when a net takes over what the workflow left alone', () => {
  const emptied = aReady({ attendance: { teacher: seen(0, 20) } });

  it('its margin after the silence', () => {
    expect(netTakesOverAt(emptied)).toBe(t(25 + 3));
  });

  it('its margin after an end that somebody asked for', () => {
    expect(netTakesOverAt(withVerdict(emptied, 'COMPLETED', 'teacher', t(22)))).toBe(t(22 + 3));
  });

  it('no later because somebody ends a meeting that has long been empty', () => {
    expect(netTakesOverAt(withVerdict(emptied, 'COMPLETED', 'teacher', t(27)))).toBe(t(25 + 3));
  });
});

describe('what a net finds', () => {
  it('nothing, until the workflow has had its margin', () => {
    expect(overdue(aReady(), t(18) - 1, false)).toBeUndefined();
    expect(overdue(aReady(), t(18), false)).toEqual({ outcome: 'NO_SHOW' });
  });

  it('nothing while people are in the room, also when the execution is over', () => {
    const meeting = aReady({ attendance: { teacher: seen(0, 40) } });
    expect(overdue(meeting, t(41), true)).toBeUndefined();
    expect(overdue(meeting, t(45), true)).toEqual({ outcome: 'COMPLETED' });
  });

  it('a launch that nobody is at any more', () => {
    expect(overdue(aLaunching(), t(-5), true)).toMatchObject({ outcome: 'FAILED', failure: { reason: 'ABORTED' } });
  });

  it('a launch that takes longer than all its retries', () => {
    expect(overdue(aMeeting(), t(32.9), false)).toBeUndefined();
    expect(overdue(aMeeting(), t(33), false)).toMatchObject({ failure: { reason: 'LAUNCH' } });
  });

  it('a host that nobody gave up in its time, without the time in which nobody could be asked', () => {
    expect(overdue(aLaunching(), t(-2.1), false)).toBeUndefined();
    expect(overdue(aLaunching(), t(-2), false)).toMatchObject({ failure: { reason: 'HEALTH' } });
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), blind_seconds: 600 };
    expect(overdue(aLaunching({ hosts: { room } }), t(7.9), false)).toBeUndefined();
    expect(overdue(aLaunching({ hosts: { room } }), t(8), false)).toMatchObject({ failure: { reason: 'HEALTH' } });
  });

  it('a replacement gets the time of a launch and of a host', () => {
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(-5) };
    expect(overdue(aLaunching({ hosts: { room } }), t(37.9), false)).toBeUndefined();
    const second = { attempt: 2, instance_id: 'i-2', launched_at: iso(-4) };
    expect(overdue(aLaunching({ hosts: { room: second } }), t(3.9), false)).toBeUndefined();
    expect(overdue(aLaunching({ hosts: { room: second } }), t(4), false)).toBeDefined();
  });
});

describe('a verdict', () => {
  it('stands: a second one changes nothing', () => {
    const first = withVerdict(aReady(), 'CANCELLED', 'organiser', t(1));
    expect(withVerdict(first, 'COMPLETED', 'teacher', t(2))).toBe(first);
  });
});
