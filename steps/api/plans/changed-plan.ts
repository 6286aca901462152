import { fromIso, isoMillis, isoSeconds, type Millis, MINUTE } from '../../domain/instants.ts';
import { isZone, NO_ZONE, parseMeetTime } from '../../domain/meet-time.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { planOf } from '../../domain/revisions.ts';
import { launchInstant, mostLead } from '../../domain/timetable.ts';
import { invalid } from '../http/problem.ts';
import type { ChangeBody } from '../http/request-schemas.ts';
import type { FieldError } from '../http/response-schemas.ts';
import { timeFaults } from './time-faults.ts';

/**
 * The row with the organiser's change; the given row when nothing changes. A `time_zone` without a `meet_time` changes how
 * the time is displayed, and not the time.
 * @throws Problem 422
 */
export function changedPlan(row: Meeting, body: ChangeBody, now: Millis): Meeting {
  const { reason, meet_time: text = row.meet_time, ...fields } = body;
  const duration = fields.duration_minutes ?? row.duration_minutes;
  const meetTime = parseMeetTime(text, fields.time_zone ?? row.time_zone);
  if (!('at' in meetTime)) throw invalid(meetTime, ...zoneFaults(fields));
  const meet_time = isoSeconds(meetTime.at);
  const next = { ...row, ...fields, meet_time };
  const moves = movesTime(row, next);
  const faults = [...(moves ? timeFaults(meetTime.at, duration, now) : []), ...zoneFaults(fields)];
  if (faults.length > 0) throw invalid(...faults);
  const given = ['meet_time', ...Object.keys(fields)] as (keyof Meeting)[];
  if (given.every((field) => next[field] === row[field])) return row;
  const { launch_lead: _learned, ...replanned } = next;
  const launchAt = launchInstant(row, fromIso(meet_time), mostLead(row.timetable), now);
  return {
    ...(moves ? { ...replanned, launch_at: isoSeconds(launchAt) } : next),
    plan: planOf(row) + 1,
    change: {
      at: isoMillis(now),
      ...(meet_time !== row.meet_time && { from: row.meet_time }),
      ...(reason && { reason }),
    },
  };
}

/** Whether a change needs other wake-ups and another execution. A late start needs neither. */
export const movesTime = (before: Meeting, after: Meeting): boolean =>
  plannedStart(before) !== plannedStart(after) || before.duration_minutes !== after.duration_minutes;

const plannedStart = ({ meet_time, late_minutes = 0 }: Meeting): Millis => fromIso(meet_time) - late_minutes * MINUTE;

/** Not part of the schemas: every route would contain the library that knows the zones. */
export const zoneFaults = (body: Partial<Record<(typeof ZONES)[number], string | undefined>>): FieldError[] =>
  ZONES.filter((field) => body[field] !== undefined && !isZone(body[field])).map((field) => ({
    ...NO_ZONE,
    field,
  }));
const ZONES = ['teacher_time_zone', 'student_time_zone'] as const;
