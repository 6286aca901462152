import { searchable } from './meeting-filter.ts';
import type { Meeting } from './wire.ts';

export interface Planned {
  readonly teacherName: string;
  readonly studentName: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly minutes: number;
}

/** A meeting of the same teacher or student at the same time. */
export interface DoubleBooking {
  readonly name: string;
  readonly meeting: Meeting;
}

/** Open meetings that overlap with the planned one and have a person of the same name, whatever its accents. */
export function doubleBookings(planned: Planned, meetings: readonly Meeting[]): readonly DoubleBooking[] {
  const end = planned.at + planned.minutes * 60_000;
  const same = (a: string, b: string): boolean => a.trim() !== '' && searchable(a.trim()) === searchable(b.trim());
  return meetings.flatMap((meeting) => {
    const at = Date.parse(meeting.meet_time);
    const overlaps = at < end && planned.at < at + meeting.duration_minutes * 60_000;
    if (!overlaps || meeting.status === 'ENDED') return [];
    if (same(planned.teacherName, meeting.teacher_name)) return [{ name: meeting.teacher_name, meeting }];
    if (same(planned.studentName, meeting.student_name)) return [{ name: meeting.student_name, meeting }];
    return [];
  });
}
