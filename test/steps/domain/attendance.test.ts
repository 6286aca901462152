import { describe, expect, it } from '@jest/globals';
import { type PresenceEvent, withPresence } from '../../../steps/domain/attendance.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { aReady, iso, seen } from '../../support/meeting.ts';

/** The row after these reports of the teacher, at minutes after the meeting time. */
const after = (reports: readonly (readonly [number, PresenceEvent])[], row: Meeting = aReady()): Meeting =>
  reports.reduce((meeting, [at, event]) => withPresence(meeting, 'teacher', event, iso(at)), row);
const every = (from: number, to: number): [number, PresenceEvent][] =>
  Array.from({ length: (to - from) * 2 + 1 }, (_, index) => [from + index / 2, 'present']);
const minutes = (row: Meeting): number => (row.attendance.teacher?.seconds_present ?? Number.NaN) / 60;

describe('the time present', () => {
  it('is the time of a visit until the person leaves', () => {
    expect(minutes(after([[0, 'joined'], ...every(1, 20), [20.25, 'left']]))).toBe(20.25);
  });

  it('is the sum of the visits, without the time between them', () => {
    const row = after([[0, 'joined'], ...every(1, 5), [5, 'left'], [25, 'joined'], ...every(26, 30), [30, 'left']]);
    expect(minutes(row)).toBe(10);
    expect(row.attendance.teacher).toMatchObject({ first_seen_at: iso(0), last_seen_at: iso(30) });
  });

  it('does not contain a silence of more than two minutes', () => {
    expect(minutes(after([...every(0, 5), ...every(15, 20)]))).toBe(10);
  });

  it('is the same when a report is repeated, or arrives late', () => {
    expect(minutes(after([...every(0, 5), [5, 'present'], [4, 'present'], [5.5, 'left'], [5.5, 'left']]))).toBe(5.5);
  });

  it('continues the span of a row of an earlier version', () => {
    const row = aReady({ status: 'IN_PROGRESS', attendance: { teacher: seen(0, 10) } });
    expect(minutes(after(every(11, 12), row))).toBe(12);
  });
});
