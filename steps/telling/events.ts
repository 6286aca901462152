import type { MeetingEvent } from '../api/http/webhook-schemas.ts';
import { summary } from '../api/views.ts';
import { attendanceRule } from '../domain/attendance.ts';
import { isoSeconds, type Millis } from '../domain/instants.ts';
import { ROLES } from '../domain/links.ts';
import { ORGANISER } from '../domain/organisers.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Untold } from '../domain/outbox.ts';
import { planOf } from '../domain/revisions.ts';
import { hardEnd } from '../domain/timetable.ts';
import type { DeliveryInput } from './ports.ts';
import { type EventRecord, expiresAt } from './webhooks.ts';

/** Ids sort by time. They are part of the names of executions. */
export const eventId = (at: string, meetingId: string, sequence: number): string =>
  `${at.replaceAll(/[-:.]/g, '')}-${meetingId}-${sequence}`;

/** The meeting of an event, from its id. */
export const meetingOfEvent = (id: string): string => id.split('-')[1] ?? '';

/** At most 80 characters (Step Functions). The same delivery has the same name. */
export const deliveryName = ({ webhookId, eventId, run }: DeliveryInput): string => `${webhookId}-${eventId}-${run}`;

/** An event with its meeting as it is now: at least as new as the event. */
export const eventOf = (meeting: Meeting, { type, role, at, sequence }: Untold, now: Millis): EventRecord => ({
  id: eventId(at, meeting.id, sequence),
  organiser: meeting.organiser ?? ORGANISER,
  body: {
    type: `meeting.${type}`,
    timestamp: at,
    sequence,
    data: { meeting: eventMeeting(meeting), ...(role && { role }) },
  },
  expires_at: expiresAt(now),
});

/** A meeting as organisers see it, without links and hosts. */
function eventMeeting(meeting: Meeting): NonNullable<MeetingEvent['data']['meeting']> {
  const { jitsi_url: _link, ...shown } = summary(meeting);
  const attendance = ROLES.flatMap((role) => {
    const seen = meeting.attendance[role];
    if (!seen) return [];
    const { first_seen_at, last_seen_at, seconds_present, left_at } = seen;
    return [[role, { first_seen_at, last_seen_at, seconds_present, left_at }] as const];
  });
  return {
    ...shown,
    plan: planOf(meeting),
    change: meeting.change,
    attendance_rule: attendanceRule(meeting),
    hard_end: isoSeconds(hardEnd(meeting)),
    series_id: meeting.series_id,
    series_date: meeting.series_date,
    decided_at: meeting.verdict?.at,
    attendance: Object.fromEntries(attendance),
  };
}
