import { randomUUID } from 'node:crypto';
import { parseLink } from '../../client/client.ts';
import type { Receipt } from '../../steps/api/http/response-schemas.ts';
import { explain } from './arguments.ts';
import { opened, type OpenMeeting, requireEnd, type Scenario, SLACK, timetableOf } from './scenario.ts';
import { series } from './series.ts';
import { CheckFailed, type RawResponse, requireEqual, requireStatus, type Visitor } from './visitor.ts';

async function scheduleNow(visitor: Visitor, note: (id: string) => void): Promise<Receipt> {
  const receipt = await visitor.schedule(0);
  note(receipt.id);
  return receipt;
}

/** Schedules a meeting for now, and waits until its room is open. */
const openMeeting = async (visitor: Visitor, note: (id: string) => void): Promise<OpenMeeting> =>
  opened(visitor, await scheduleNow(visitor, note));

const secondsSince = (visitor: Visitor, instant: number): number => Math.round((visitor.now() - instant) / 1000);

const invalidRequests: Scenario = {
  title: 'invalid requests',
  hosts: 0,
  async run(visitor) {
    const request = visitor.scheduleRequest(60);
    const expect = async (what: string, sent: Promise<RawResponse>, ...statuses: number[]): Promise<RawResponse> => {
      const response = await sent;
      requireEqual(what, response.status, ...statuses);
      if (response.headers.get('access-control-allow-origin') === null)
        throw new CheckFailed(`${what}: no CORS header`);
      const type = response.headers.get('content-type')?.split(';')[0];
      requireEqual(`${what}: content type`, type, 'application/problem+json');
      return response;
    };
    await expect('a body that is not JSON', visitor.send('POST', '/schedule', '{"teacher'), 400);
    const { body } = await expect('an empty object', visitor.send('POST', '/schedule', {}), 422);
    const fields = (body['errors'] as { field: string }[]).map(({ field }) => field);
    for (const field of ['teacher_name', 'student_name', 'meet_time', 'frontend_base_url'])
      if (!fields.includes(field)) throw new CheckFailed(`an empty object: no error for ${field}`);
    const foreign = { ...request, frontend_base_url: 'https://phishing.example/join' };
    if ((await visitor.api.schedule(foreign)).ok)
      throw new CheckFailed('a link to another site was created; does allowedOrigins have *?');
    await expect(
      'a time without an offset',
      visitor.send('POST', '/schedule', { ...request, meet_time: '2026-12-01T15:00:00' }),
      422,
    );
    await expect('an unknown meeting', visitor.send('GET', '/meetings/0000000000000000'), 404);
    const withoutKey = { 'x-api-key': '' };
    await expect(
      'a forged link',
      visitor.send('GET', '/join/0000000000000000/teacher', undefined, { ...withoutKey, 'x-link-key': 'forged' }),
      404,
      403,
    );
    await expect('an unknown route', visitor.send('GET', '/nowhere'), 404);
    await requirePreflight(visitor);
    if (visitor.deployment.key !== undefined)
      await expect('no API key', visitor.send('POST', '/schedule', request, withoutKey), 401, 403);
    return 'invalid JSON, missing fields, foreign links, times without an offset, unknown meetings and routes, forged links and a missing key are rejected with problems and CORS headers; a preflight from the frontend is allowed';
  },
};

/** Requires that the API allows the preflight of a page that schedules a meeting. */
async function requirePreflight(visitor: Visitor): Promise<void> {
  const { origin } = new URL(visitor.deployment.frontend);
  const allowed = ['content-type', 'x-api-key', 'idempotency-key', 'x-link-key'];
  const { status, headers } = await visitor.send('OPTIONS', '/schedule', undefined, {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': allowed.join(','),
    'x-api-key': '',
  });
  requireEqual('a preflight', status, 200, 204);
  requireEqual('the allowed origin of a preflight', headers.get('access-control-allow-origin'), origin, '*');
  const found = (headers.get('access-control-allow-headers') ?? '').toLowerCase();
  for (const name of allowed)
    if (!found.includes(name)) throw new CheckFailed(`a preflight does not allow the header ${name}`);
}

const cancelledBefore: Scenario = {
  title: 'cancelled before its launch, scheduled twice with one key',
  hosts: 0,
  async run(visitor, note) {
    const request = visitor.scheduleRequest(86_400);
    const key = randomUUID();
    const receipt = requireStatus('scheduling', await visitor.api.schedule(request, key), 200).body;
    note(receipt.id);
    const repeated = requireStatus('scheduling again', await visitor.api.schedule(request, key), 200).body;
    requireEqual('the id for the same key and body', repeated.id, receipt.id);
    const other = await visitor.api.schedule({ ...request, student_name: 'Else' }, key);
    requireEqual('the same key with another body', other.status, 422);
    requireEqual('joining early', (await visitor.join(receipt.student_link)).status, 202);
    const forged = { ...parseLink(receipt.teacher_link), key: parseLink(receipt.student_link).key };
    requireEqual("the teacher's link with the student's key", (await visitor.api.join(forged)).status, 403);
    requireEqual('cancelling', (await visitor.api.cancelMeeting(receipt.id)).status, 202);
    requireEqual('cancelling again', (await visitor.api.cancelMeeting(receipt.id)).status, 202);
    const meeting = await requireEnd(visitor, receipt, 'CANCELLED', SLACK);
    requireEqual('host minutes', meeting.host_minutes, 0);
    return 'one key makes one meeting, a link is valid for one role only, and a meeting that is cancelled early has no host';
  },
};

const cancelledWhileLaunching: Scenario = {
  title: 'cancelled while its host boots',
  hosts: 1,
  async run(visitor, note) {
    const receipt = await scheduleNow(visitor, note);
    // A launch that is only claimed may still be stopped without a host.
    await visitor.until('a host', SLACK, async () => Object.keys((await visitor.meeting(receipt.id)).hosts).length > 0);
    requireEqual('cancelling', (await visitor.api.cancelMeeting(receipt.id)).status, 202);
    const { hostReadyWithin } = await timetableOf(visitor, receipt.id);
    const meeting = await requireEnd(visitor, receipt, 'CANCELLED', hostReadyWithin + SLACK);
    return `its host ended after ${meeting.host_minutes} minutes`;
  },
};

const attended: Scenario = {
  title: 'attended, ended by the teacher',
  hosts: 1,
  async run(visitor, note) {
    const { receipt, timetable, roomUrl } = await openMeeting(visitor, note);
    await requirePage(roomUrl);
    await visitor.presence(receipt.teacher_link, 'joined');
    await visitor.presence(receipt.student_link, 'joined');
    requireEqual('status', (await visitor.meeting(receipt.id)).status, 'IN_PROGRESS');
    for (let times = 0; times < 3; times++) {
      await visitor.pass(timetable.presenceEvery);
      for (const link of [receipt.teacher_link, receipt.student_link]) await visitor.presence(link, 'present');
    }
    requireEqual('ending', (await visitor.api.endMeeting(parseLink(receipt.teacher_link))).status, 202);
    const meeting = await requireEnd(visitor, receipt, 'COMPLETED', SLACK);
    requireEqual('ended by', meeting.ended_by, 'teacher');
    return `the room opened, both joined, and the teacher ended it; ${meeting.host_minutes} host minutes`;
  },
};

const silent: Scenario = {
  title: 'attended, then no more presence',
  hosts: 1,
  async run(visitor, note) {
    const { receipt, timetable, openedAt } = await openMeeting(visitor, note);
    await visitor.presence(receipt.student_link, 'joined');
    // The grace counts only after the attendance window.
    while (visitor.now() < openedAt + (timetable.attendanceWindow + timetable.presenceEvery) * 1000) {
      await visitor.pass(timetable.presenceEvery);
      await visitor.presence(receipt.student_link, 'present');
    }
    // Where a browser may have frozen the page, silence alone counts only from the planned end.
    if (timetable.frozenGrace > 0) await visitor.presence(receipt.student_link, 'left');
    const silentFrom = visitor.now();
    await requireEnd(visitor, receipt, 'COMPLETED', 2 * timetable.emptyGrace + SLACK);
    const silence = secondsSince(visitor, silentFrom);
    if (silence < timetable.emptyGrace) throw new CheckFailed(`the meeting ended after ${silence} s without presence`);
    return `presence kept the room open after the attendance window; it ended ${silence} s after the last presence`;
  },
};

const notAttended: Scenario = {
  title: 'nobody joins',
  hosts: 1,
  async run(visitor, note) {
    const { receipt, timetable, openedAt } = await openMeeting(visitor, note);
    const meeting = await requireEnd(visitor, receipt, 'NO_SHOW', timetable.attendanceWindow + SLACK);
    requireEqual('ended by', meeting.ended_by, 'workflow');
    return `the meeting and its host ended after ${secondsSince(visitor, openedAt)} s`;
  },
};

const changed: Scenario = {
  title: 'moved, started now, and extended',
  hosts: 1,
  async run(visitor, note) {
    const { api } = visitor;
    const receipt = await visitor.schedule(86_400);
    note(receipt.id);
    const change = (meet_time: string, etag?: string) => api.changeMeeting(receipt.id, { meet_time }, etag);
    const later = visitor.inSeconds(172_800);
    const first = await api.getMeeting(receipt.id);
    const moved = requireStatus('moving', await change(later), 200).body;
    requireEqual('the meeting time after the move', moved.meet_time, later);
    requireEqual(
      'moving again to the same time',
      requireStatus('moving', await change(later), 200).body.plan,
      moved.plan,
    );
    const etag = first.headers.get('etag') ?? '';
    requireEqual('a move that is based on an older plan', (await change(visitor.inSeconds(0), etag)).status, 412);
    requireStatus('starting now', await change(visitor.inSeconds(0)), 200);
    await opened(visitor, receipt);
    await visitor.presence(receipt.teacher_link, 'joined');
    const [teacher, student] = [parseLink(receipt.teacher_link), parseLink(receipt.student_link)];
    const { hard_end, extension_minutes_left: left } = await visitor.meeting(receipt.id);
    const key = randomUUID();
    for (const times of ['once', 'twice']) {
      const extended = requireStatus(`extending ${times}`, await api.extendMeeting(teacher, 10, key), 200).body;
      requireEqual(
        `minutes of an extension that is sent ${times}`,
        (Date.parse(extended.hard_end) - Date.parse(hard_end)) / 60_000,
        10,
      );
    }
    requireEqual('an extension by the student', (await api.extendMeeting(student, 10, randomUUID())).status, 403);
    requireEqual('an extension beyond the limit', (await api.extendMeeting(teacher, left, randomUUID())).status, 409);
    requireEqual('ending', (await api.endMeeting(teacher)).status, 202);
    const meeting = await requireEnd(visitor, receipt, 'COMPLETED', SLACK);
    return `a meeting was moved to another day and then to the present, had one host, and was extended once; ${meeting.host_minutes} host minutes`;
  },
};

/** Requires that the page of the host loads. */
async function requirePage(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    throw new CheckFailed(`the room at ${url} cannot be reached (${explain(error)})`, { cause: error });
  });
  if (status >= 400) throw new CheckFailed(`the room at ${url} returns ${status}`);
}

/** With a host, the longest first, so that the short ones run beside them if the number of hosts is limited. */
export const SCENARIOS: readonly Scenario[] = [
  invalidRequests,
  cancelledBefore,
  silent,
  notAttended,
  attended,
  changed,
  series,
  cancelledWhileLaunching,
];
