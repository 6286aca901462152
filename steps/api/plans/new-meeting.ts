import { type Actor, actOf } from '../../domain/actions.ts';
import { HOST_BEHAVIOR } from '../../domain/host-kind.ts';
import { executionName } from '../../domain/ids.ts';
import type { IdempotencyRecord } from '../../domain/idempotency-record.ts';
import { isoMillis, isoSeconds, type Millis, SECOND } from '../../domain/instants.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { ownedBy } from '../../domain/organisers.ts';
import { DEFAULT_DURATION_MINUTES, launchInstant, mostLead } from '../../domain/timetable.ts';
import type { Ports } from '../../ports.ts';
import { updateMeeting } from '../../update-meeting.ts';
import { Problem } from '../http/problem.ts';
import type { ScheduleBody } from '../http/request-schemas.ts';
import type { FieldError } from '../http/response-schemas.ts';
import { armWakeUps } from './arm-wake-ups.ts';
import { zoneFaults } from './changed-plan.ts';
import { frontendFault } from './frontend-fault.ts';

/** What the organiser gives for a meeting besides its time. */
export type MeetingPlan = Omit<ScheduleBody, 'meet_time' | 'organiser'>;

const IDEMPOTENCY_SECONDS = 7 * 86_400;
const TOO_LATE = 'The meeting was not scheduled in time. Schedule it again with another Idempotency-Key.';

/** Faults of the plan that its schema does not find. */
export function planFaults(origins: readonly string[], plan: MeetingPlan): FieldError[] {
  const frontend = frontendFault(origins, plan.frontend_base_url);
  return [
    ...zoneFaults(plan),
    ...(frontend ? [{ field: 'frontend_base_url', message: frontend, code: 'ORIGIN' as const }] : []),
  ];
}

export interface NewMeeting {
  readonly id: string;
  readonly meetTime: Millis;
  /** Base URL of the API, for the link of the room and for mails. */
  readonly baseUrl: string;
  readonly plan: MeetingPlan;
  readonly organiser: string;
}

/** The row of a new meeting, which is not accepted yet. */
export function newMeeting(
  { settings, clock }: Pick<Ports, 'settings' | 'clock'>,
  { id, meetTime, baseUrl, plan, organiser }: NewMeeting,
): Meeting {
  const now = clock.now();
  const { timetable } = settings;
  return {
    id,
    revision: 1,
    version: 1,
    status: 'SCHEDULED',
    accepted: false,
    ...ownedBy(organiser),
    teacher_name: plan.teacher_name,
    student_name: plan.student_name,
    ...(plan.teacher_email !== undefined && { teacher_email: plan.teacher_email }),
    ...(plan.student_email !== undefined && { student_email: plan.student_email }),
    ...(plan.teacher_language !== undefined && { teacher_language: plan.teacher_language }),
    ...(plan.student_language !== undefined && { student_language: plan.student_language }),
    ...(plan.teacher_time_zone !== undefined && { teacher_time_zone: plan.teacher_time_zone }),
    ...(plan.student_time_zone !== undefined && { student_time_zone: plan.student_time_zone }),
    meet_time: isoSeconds(meetTime),
    ...(plan.time_zone !== undefined && { time_zone: plan.time_zone }),
    duration_minutes: plan.duration_minutes ?? DEFAULT_DURATION_MINUTES,
    attendance_rule: plan.attendance_rule ?? 'anyone',
    frontend_base_url: plan.frontend_base_url,
    jitsi_url: HOST_BEHAVIOR[settings.hostKind].roomLink(id, baseUrl, settings),
    created_at: isoMillis(now),
    launch_at: isoSeconds(launchInstant({ id, timetable }, meetTime, mostLead(timetable), now)),
    timetable,
    links: { teacher: 1, student: 1 },
    host_roles: settings.hostRoles,
    hosts: {},
    replaced: [],
    intents: {},
    attendance: {},
    ...(settings.mail && { mailed: {}, base_url: baseUrl }),
  };
}

/** The draft that is saved under the key: this one, or an earlier one, with which a repeated call must continue. */
export const savedDraft = (
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  key: string,
  bodyHash: string,
  meeting: Meeting,
): Promise<IdempotencyRecord> => {
  const expiresAt = Math.ceil(clock.now() / SECOND) + IDEMPOTENCY_SECONDS;
  return meetings.saveIdempotencyRecord(key, { bodyHash, meeting, expiresAt });
};

type CommitPorts = Pick<Ports, 'meetings' | 'wakeUps' | 'workflow' | 'secrets' | 'clock' | 'log'>;

/**
 * Arms the wake-ups, starts the execution, inserts the row, accepts it. Each part is idempotent: after an interrupted call
 * no meeting looks scheduled, and a repeated call completes it. The wake-ups and the execution, which waits one minute
 * for the acceptance, remove a row that is never accepted.
 * @returns the accepted row
 */
export async function commitDraft(
  { meetings, wakeUps, workflow, secrets, clock, log }: CommitPorts,
  draft: Meeting,
  who: Actor,
): Promise<Meeting> {
  const { id: meetingId, revision, launch_at: launchAt } = draft;
  // A repeated call must not arm the wake-ups of an accepted or ended meeting again.
  const earlier = await meetings.find(meetingId);
  if (earlier?.accepted) return earlier;
  // Not in the draft: a repeated call may insert it days later, when its secret was dropped.
  const { current } = await secrets.keyRing();
  await armWakeUps({ wakeUps }, draft);
  const name = executionName(meetingId, revision);
  const { executionArn, alreadyEnded } = await workflow.start(name, { meetingId, revision, launchAt });
  // The execution has ended without an accepted row.
  if (alreadyEnded) throw new Problem(503, TOO_LATE, []);
  await meetings.insert({ ...draft, key_id: current });
  const accept = (row: Meeting): Meeting =>
    row.accepted || row.status === 'ENDED' ? row : { ...row, accepted: true, execution_arn: executionArn };
  const accepted = await updateMeeting(meetings, meetingId, accept, { act: actOf(who, clock.now()) });
  if (!accepted?.accepted) throw new Problem(503, TOO_LATE, []);
  log.info('meeting scheduled', { meetingId, launchAt });
  return accepted;
}
