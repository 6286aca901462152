import { createHash } from 'node:crypto';
import { callerActor } from '../domain/actions.ts';
import { newMeetingId } from '../domain/ids.ts';
import { parseMeetTime } from '../domain/meet-time.ts';
import type { Meeting } from '../domain/meeting.ts';
import { DEFAULT_DURATION_MINUTES } from '../domain/timetable.ts';
import { keyOfCaller, ownerFor } from '../domain/organisers.ts';
import type { IdempotencyRecord } from '../domain/idempotency-record.ts';
import type { OrganiserRequest } from '../http-types.ts';
import { invalid } from './http/problem.ts';
import { idempotencyKey, keyReused, parseBody, requireMayAssign } from './http/request-guards.ts';
import { type ScheduleBody, scheduleBody } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import type { Receipt } from './http/response-schemas.ts';
import { requireCapacity } from './in-flight.ts';
import { personalLinks } from './personal-links.ts';
import { commitDraft, newMeeting, planFaults, savedDraft } from './plans/new-meeting.ts';
import { timeFaults } from './plans/time-faults.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

type Needs = RoutePorts<'meetings' | 'wakeUps' | 'workflow' | 'secrets' | 'settings' | 'clock'>;

/**
 * Schedules a meeting and starts its execution. Calls with the same Idempotency-Key and body are one meeting.
 * @param newId lets a simulation choose the ids, so that it is reproducible
 */
export const schedule = (ports: Needs, newId = newMeetingId) =>
  respondToOrganiser<'schedule'>(ports, async (request) => {
    const body = parseBody(scheduleBody, request);
    requireMayAssign(request.caller, body.organiser);
    const given = idempotencyKey(request);
    const key = given && keyOfCaller(request.caller, given);
    const earlier = key === undefined ? undefined : await ports.meetings.findIdempotencyRecord(key);
    const draft = earlier ? sameBody(earlier, body) : await newDraft(ports, request, body, key, newId());
    const meeting = await commitDraft(ports, draft, callerActor(request.caller));
    return { status: 200, body: await receipt(ports, meeting) };
  });

/** A new row. It is saved under the idempotency key first, so that a repeated call continues with the same row. */
async function newDraft(
  ports: Needs,
  request: OrganiserRequest,
  body: ScheduleBody,
  key: string | undefined,
  id: string,
): Promise<Meeting> {
  const draft = draftOf(ports, request, body, id);
  await requireCapacity(ports, draft);
  if (key === undefined) return draft;
  return sameBody(await savedDraft(ports, key, hashOf(body), draft), body);
}

function sameBody(earlier: IdempotencyRecord, body: ScheduleBody): Meeting {
  if (earlier.bodyHash !== hashOf(body)) throw keyReused();
  return earlier.meeting;
}

/** The schema puts the fields in a fixed order, so equal bodies have equal hashes. */
const hashOf = (body: ScheduleBody): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

function draftOf(ports: Needs, { baseUrl, caller }: OrganiserRequest, body: ScheduleBody, id: string): Meeting {
  const duration = body.duration_minutes ?? DEFAULT_DURATION_MINUTES;
  const meetTime = parseMeetTime(body.meet_time, body.time_zone);
  const faults = [
    ...('at' in meetTime ? timeFaults(meetTime.at, duration, ports.clock.now()) : [meetTime]),
    ...planFaults(ports.origins, body),
  ];
  if (faults.length > 0 || !('at' in meetTime)) throw invalid(...faults);
  return newMeeting(ports, {
    id,
    meetTime: meetTime.at,
    baseUrl,
    plan: body,
    organiser: ownerFor(caller, body.organiser),
  });
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

export const handler = onOrganiserApi(schedule, { meetings, wakeUps, workflow, secrets, settings });
