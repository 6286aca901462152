import { isoMillis } from '../../steps/domain/instants.ts';
import { hardEnd } from '../../steps/domain/timetable.ts';
import type { Ports } from '../../steps/ports.ts';
import type { Lesson } from './protocol.ts';

/** What the page of a room shows about its meeting; undefined when there is no such row. */
export async function lessonOf({ meetings }: Pick<Ports, 'meetings'>, meetingId: string): Promise<Lesson | undefined> {
  const meeting = await meetings.find(meetingId);
  return (
    meeting && {
      names: { teacher: meeting.teacher_name, student: meeting.student_name },
      languages: { teacher: meeting.teacher_language, student: meeting.student_language },
      meet_time: meeting.meet_time,
      duration_minutes: meeting.duration_minutes,
      hard_end: isoMillis(hardEnd(meeting)),
    }
  );
}
