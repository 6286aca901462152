import { createHash } from 'node:crypto';
import { HOST_BEHAVIOR } from '../domain/host-kind.ts';
import { newMeetingId, executionName } from '../domain/ids.ts';
import { isoMillis, isoSeconds, SECOND } from '../domain/instants.ts';
import { parseMeetTime } from '../domain/meet-time.ts';
import type { Meeting } from '../domain/meeting.ts';
import { DEFAULT_DURATION_MINUTES, launchInstant } from '../domain/timetable.ts';
import type { IdempotencyRecord } from '../domain/idempotency-record.ts';
import { updateMeeting } from '../update-meeting.ts';
import type { ApiRequest } from '../http-types.ts';
import { isAllowed } from './http/cors.ts';
import { invalid, Problem } from './http/problem.ts';
import { idempotencyKey, parseBody } from './http/request-guards.ts';
import { type ScheduleBody, scheduleBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import type { Receipt } from './http/response-schemas.ts';
import { requireFreeHosts } from './in-flight.ts';
import { personalLinks } from './personal-links.ts';
import { armWakeUps } from './plans/arm-wake-ups.ts';
import { zoneFaults } from './plans/changed-plan.ts';
import { timeFaults } from './plans/time-faults.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

type Needs = RoutePorts<'meetings' | 'wakeUps' | 'workflow' | 'secrets' | 'settings' | 'clock'>;

const TOO_LATE = 'The meeting was not scheduled in time. Schedule it again with another Idempotency-Key.';
const IDEMPOTENCY_SECONDS = 7 * 86_400;

/**
 * Schedules a meeting and starts its execution. Calls with the same Idempotency-Key and body are one meeting.
 * @param newId lets a simulation choose the ids, so that it is reproducible
 */
export const schedule = (ports: Needs, newId = newMeetingId) =>
  respond<'schedule'>(ports, async (request) => {
    const body = parseBody(scheduleBody, request);
    const key = idempotencyKey(request);
    const earlier = key === undefined ? undefined : await ports.meetings.findIdempotencyRecord(key);
    const draft = earlier ? sameBody(earlier, body) : await newDraft(ports, request, body, key, newId());
    return { status: 200, body: await receipt(ports, await commitDraft(ports, draft)) };
  });

/** A new row. It is saved under the idempotency key first, so that a repeated call continues with the same row. */
async function newDraft(
  ports: Needs,
  request: ApiRequest,
  body: ScheduleBody,
  key: string | undefined,
  id: string,
): Promise<Meeting> {
  const draft = draftOf(ports, request, body, id);
  await requireFreeHosts(ports, draft);
  if (key === undefined) return draft;
  const expiresAt = Math.ceil(ports.clock.now() / SECOND) + IDEMPOTENCY_SECONDS;
  return sameBody(
    await ports.meetings.saveIdempotencyRecord(key, { bodyHash: hashOf(body), meeting: draft, expiresAt }),
    body,
  );
}

function sameBody(earlier: IdempotencyRecord, body: ScheduleBody): Meeting {
  if (earlier.bodyHash !== hashOf(body))
    throw invalid({ field: 'Idempotency-Key', message: 'was used with a different body' });
  return earlier.meeting;
}

/** The schema puts the fields in a fixed order, so equal bodies have equal hashes. */
const hashOf = (body: ScheduleBody): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

function draftOf({ settings, origins, clock }: Needs, request: ApiRequest, body: ScheduleBody, id: string): Meeting {
  const now = clock.now();
  const { timetable } = settings;
  const duration = body.duration_minutes ?? DEFAULT_DURATION_MINUTES;
  const meetTime = parseMeetTime(body.meet_time, body.time_zone);
  const frontend = frontendFault(origins, body.frontend_base_url);
  const faults = [
    ...('at' in meetTime ? timeFaults(meetTime.at, duration, now) : [meetTime]),
    ...zoneFaults(body),
    ...(frontend ? [{ field: 'frontend_base_url', message: frontend }] : []),
  ];
  if (faults.length > 0 || !('at' in meetTime)) throw invalid(...faults);
  return {
    id,
    revision: 1,
    version: 1,
    status: 'SCHEDULED',
    accepted: false,
    teacher_name: body.teacher_name,
    student_name: body.student_name,
    ...(body.teacher_email !== undefined && { teacher_email: body.teacher_email }),
    ...(body.student_email !== undefined && { student_email: body.student_email }),
    ...(body.teacher_language !== undefined && { teacher_language: body.teacher_language }),
    ...(body.student_language !== undefined && { student_language: body.student_language }),
    ...(body.teacher_time_zone !== undefined && { teacher_time_zone: body.teacher_time_zone }),
    ...(body.student_time_zone !== undefined && { student_time_zone: body.student_time_zone }),
    meet_time: isoSeconds(meetTime.at),
    ...(body.time_zone !== undefined && { time_zone: body.time_zone }),
    duration_minutes: duration,
    attendance_rule: body.attendance_rule ?? 'anyone',
    frontend_base_url: body.frontend_base_url,
    jitsi_url: HOST_BEHAVIOR[settings.hostKind].roomLink(id, request.baseUrl, settings),
    created_at: isoMillis(now),
    launch_at: isoSeconds(launchInstant(id, meetTime.at, timetable, now)),
    timetable,
    links: { teacher: 1, student: 1 },
    host_roles: settings.hostRoles,
    hosts: {},
    replaced: [],
    intents: {},
    attendance: {},
  };
}

function frontendFault(origins: readonly string[], text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an http or https URL';
  if (url.username || url.password) return 'must not contain a user name';
  if (/[?#]/.test(text)) return 'must not contain a query or a fragment';
  return isAllowed(origins, url.origin) ? undefined : `has the origin ${url.origin}, which is not allowed`;
}

/**
 * Arms the wake-ups, starts the execution, inserts the row, accepts it. Each part is idempotent: after an interrupted call
 * no meeting looks scheduled, and a repeated call completes it. The wake-ups and the execution, which waits one minute
 * for the acceptance, remove a row that is never accepted.
 * @returns the accepted row
 */
async function commitDraft({ meetings, wakeUps, workflow, secrets, log }: Needs, draft: Meeting): Promise<Meeting> {
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
  if (alreadyEnded) throw new Problem(503, TOO_LATE);
  await meetings.insert({ ...draft, key_id: current });
  const accepted = await updateMeeting(meetings, meetingId, (row) =>
    row.accepted || row.status === 'ENDED' ? row : { ...row, accepted: true, execution_arn: executionArn },
  );
  if (!accepted?.accepted) throw new Problem(503, TOO_LATE);
  log.info('meeting scheduled', { meetingId, launchAt });
  return accepted;
}

async function receipt(ports: Needs, meeting: Meeting): Promise<Receipt> {
  return {
    message: 'Session scheduled!',
    id: meeting.id,
    jitsi_url: meeting.jitsi_url,
    ...(await personalLinks(ports, meeting)),
    meet_time: meeting.meet_time,
    launch_at: meeting.launch_at,
  };
}

export const handler = onApi(schedule, { meetings, wakeUps, workflow, secrets, settings });
