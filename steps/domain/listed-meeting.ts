import type { Meeting } from './meeting.ts';

/**
 * The fields of a meeting in lists, which the table's index holds. `attendance` and `version` are missing, so that presence
 * writes nothing to the index: all open meetings are in one of its partitions. Who decides reads the row.
 */
export const LISTED = [
  'id',
  'revision',
  'status',
  'accepted',
  'teacher_name',
  'student_name',
  'teacher_email',
  'student_email',
  'meet_time',
  'time_zone',
  'duration_minutes',
  'series_id',
  'jitsi_url',
  'created_at',
  'launch_at',
  'host_roles',
  'opened_at',
  'verdict',
  'outcome',
  'failure',
  'ended_at',
  'other_revisions',
] as const satisfies readonly (keyof Meeting)[];

export type ListedMeeting = Pick<Meeting, (typeof LISTED)[number]>;

export function toListed(meeting: Meeting): ListedMeeting {
  const listed: Record<string, unknown> = {};
  for (const field of LISTED) if (meeting[field] !== undefined) listed[field] = meeting[field];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- has exactly these fields
  return listed as unknown as ListedMeeting;
}
