import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newMeetingId } from '../../../steps/domain/ids.ts';
import { attendanceDeadline, DEFAULT_TIMETABLE, hardEnd, launchInstant } from '../../../steps/domain/timetable.ts';
import { aMeeting, ID, t } from '../../support/meeting.ts';

describe('the timetable', () => {
  it('launches ten minutes before the meeting time', () => {
    expect(launchInstant({ id: ID, timetable: DEFAULT_TIMETABLE }, t(0), 600, t(-60))).toBe(t(-10));
  });

  it('launches at once when the launch time is past', () => {
    expect(launchInstant({ id: ID, timetable: DEFAULT_TIMETABLE }, t(0), 600, t(-5))).toBe(t(-5));
  });

  it('spreads launches over the time before the lead, with a fixed time for each id', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3600 }), (launchSpread) => {
        const timetable = { ...DEFAULT_TIMETABLE, launchSpread };
        const id = newMeetingId();
        const at = launchInstant({ id, timetable }, t(0), 600, 0);
        expect(at).toBe(launchInstant({ id, timetable }, t(0), 600, 0));
        expect(at).toBeLessThanOrEqual(t(-10));
        expect(at).toBeGreaterThan(t(-10) - launchSpread * 1000);
      }),
    );
  });

  it('spreads launches evenly', () => {
    const timetable = { ...DEFAULT_TIMETABLE, launchSpread: 600 };
    const early = Array.from({ length: 2000 }, () =>
      launchInstant({ id: newMeetingId(), timetable }, t(0), 600, 0),
    ).filter((at) => at < t(-15));
    expect(early.length).toBeGreaterThan(850);
    expect(early.length).toBeLessThan(1150);
  });

  it('starts the attendance window at the meeting time or at a late opening', () => {
    expect(attendanceDeadline(aMeeting(), t(-8))).toBe(t(15));
    expect(attendanceDeadline(aMeeting(), t(7))).toBe(t(22));
    expect(attendanceDeadline(aMeeting({ opened_at: new Date(t(3)).toISOString() }), t(7))).toBe(t(18));
  });

  it('ends every meeting an hour after its duration, also one that opened late', () => {
    expect(hardEnd(aMeeting())).toBe(t(120));
    expect(attendanceDeadline(aMeeting(), t(115))).toBe(t(120));
  });
});
