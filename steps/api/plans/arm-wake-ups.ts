import { fromIso, SECOND } from '../../domain/instants.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { attendanceDeadline, hardEnd } from '../../domain/timetable.ts';
import type { Ports } from '../../ports.ts';

/** Arms the two wake-ups of a meeting that has not been launched. Idempotent for each revision. */
export async function armWakeUps({ wakeUps }: Pick<Ports, 'wakeUps'>, meeting: Meeting): Promise<void> {
  const { id: meetingId, revision, launch_at, timetable } = meeting;
  const margin = timetable.netMargin * SECOND;
  const attendance = attendanceDeadline(meeting, fromIso(launch_at)) + margin;
  await Promise.all([
    wakeUps.arm({ meetingId, revision, kind: 'attendance', at: attendance }),
    wakeUps.arm({ meetingId, revision, kind: 'hard-end', at: hardEnd(meeting) + margin }),
  ]);
}
