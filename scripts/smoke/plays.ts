import { randomUUID } from 'node:crypto';
import { explain } from './arguments.ts';
import { type Answer, Broken, mustBe, type Receipt, type Visitor } from './visitor.ts';

/** One thing that is tried; answers what it has proved, or throws. */
export interface Play {
  readonly title: string;
  /** How many hosts it launches. */
  readonly hosts: 0 | 1;
  run(visitor: Visitor, note: (id: string) => void): Promise<string>;
}

/** Seconds for whatever has no span in the timetable: a cold start, a tear-down that waits for a host to go. */
const SLACK = 120;

type Timetable = Readonly<
  Record<'hostReadyWithin' | 'attendanceWindow' | 'emptyGrace' | 'presenceEvery' | 'launchLead', number>
>;

const timetableOf = async (visitor: Visitor, id: string): Promise<Timetable> =>
  (await visitor.details(id)).body['timetable'] as Timetable;

/** The room once it is open: two hosts may be tried. */
async function open(
  visitor: Visitor,
  { teacher_link: link }: Receipt,
  { hostReadyWithin }: Timetable,
): Promise<Answer['body']> {
  return visitor.until('an open room', 2 * hostReadyWithin + SLACK, async () => {
    const { status, body } = await visitor.join(link);
    mustBe('joining', status, 200, 202);
    return status === 200 && body;
  });
}

/** Ended so, with its host gone and its links closed. */
async function mustHaveEnded(
  visitor: Visitor,
  receipt: Receipt,
  outcome: string,
  withinSeconds: number,
): Promise<Answer['body']> {
  const meeting = await visitor.ended(receipt.id, withinSeconds);
  mustBe('outcome', meeting['outcome'], outcome);
  const { status, body } = await visitor.join(receipt.student_link);
  mustBe('a link of a meeting that is over', status, 410);
  mustBe('the outcome there', body['outcome'], outcome);
  return meeting;
}

const badInput: Play = {
  title: 'bad input',
  hosts: 0,
  async run(visitor) {
    const lesson = visitor.lesson(60);
    const expect = async (what: string, asked: Promise<Answer>, ...statuses: number[]): Promise<Answer> => {
      const answer = await asked;
      mustBe(what, answer.status, ...statuses);
      if (answer.headers.get('access-control-allow-origin') === null) throw new Broken(`${what}: no CORS header`);
      mustBe(`${what}: type`, answer.headers.get('content-type')?.split(';')[0], 'application/problem+json');
      return answer;
    };
    await expect('not JSON', visitor.send('POST', '/schedule', '{"teacher'), 400);
    const { body } = await expect('an empty object', visitor.send('POST', '/schedule', {}), 422);
    const fields = (body['errors'] as { field: string }[]).map(({ field }) => field);
    for (const field of ['teacher_name', 'student_name', 'meet_time', 'frontend_base_url'])
      if (!fields.includes(field)) throw new Broken(`an empty object: nothing is said of ${field}`);
    const foreign = { ...lesson, frontend_base_url: 'https://phishing.example/join' };
    if ((await visitor.send('POST', '/schedule', foreign)).status === 200)
      throw new Broken('a link to another site was made; are all origins allowed?');
    await expect(
      'a time without an offset',
      visitor.send('POST', '/schedule', { ...lesson, meet_time: '2026-12-01T15:00:00' }),
      422,
    );
    await expect('a meeting that nobody scheduled', visitor.send('GET', '/meetings/0000000000000000'), 404);
    await expect('a forged link', visitor.join('http://x/?id=0000000000000000&role=teacher&key=forged'), 404, 403);
    await expect('a route that is not there', visitor.send('GET', '/nowhere'), 404);
    await mustAllowPages(visitor);
    if (visitor.deployment.key !== undefined)
      await expect('no API key', visitor.send('POST', '/schedule', lesson, { 'x-api-key': '' }), 401, 403);
    return 'not JSON, missing fields, foreign links, floating times, unknown meetings and routes, forged links and a missing key are refused, each as a problem with CORS headers; a preflight from the frontend is let through';
  },
};

/** What a browser asks before a page of the frontend's may schedule. */
async function mustAllowPages(visitor: Visitor): Promise<void> {
  const { origin } = new URL(visitor.deployment.frontend);
  const { status, headers } = await visitor.send('OPTIONS', '/schedule', undefined, {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-api-key,idempotency-key',
    'x-api-key': '',
  });
  mustBe('a preflight', status, 200, 204);
  mustBe('the origin allowed there', headers.get('access-control-allow-origin'), origin, '*');
  const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase();
  for (const name of ['content-type', 'x-api-key', 'idempotency-key'])
    if (!allowed.includes(name)) throw new Broken(`a preflight does not allow the header ${name}`);
}

const cancelledBefore: Play = {
  title: 'cancelled before its launch, scheduled twice with one key',
  hosts: 0,
  async run(visitor, note) {
    const lesson = visitor.lesson(86_400);
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await visitor.send('POST', '/schedule', lesson, { ...organiser(visitor), ...key }),
      await visitor.send('POST', '/schedule', lesson, { ...organiser(visitor), ...key }),
    ];
    mustBe('scheduling', first.status, 200);
    mustBe('the same key and body', second.body['id'], first.body['id']);
    const other = await visitor.send(
      'POST',
      '/schedule',
      { ...lesson, student_name: 'Else' },
      { ...organiser(visitor), ...key },
    );
    mustBe('the same key and another body', other.status, 422);
    const receipt = first.body as unknown as Receipt;
    note(receipt.id);
    mustBe('joining early', (await visitor.join(receipt.student_link)).status, 202);
    const forged = receipt.teacher_link.replace(
      /key=.*/,
      `key=${new URL(receipt.student_link).searchParams.get('key')}`,
    );
    mustBe("the teacher's link with the student's key", (await visitor.join(forged)).status, 403);
    mustBe('cancelling', (await visitor.send('DELETE', `/meetings/${receipt.id}`)).status, 202);
    mustBe('cancelling again', (await visitor.send('DELETE', `/meetings/${receipt.id}`)).status, 202);
    const meeting = await mustHaveEnded(visitor, receipt, 'CANCELLED', SLACK);
    mustBe('host minutes', meeting['host_minutes'], 0);
    return 'one meeting for one key, links that fit one role only, and no host for a meeting that is called off';
  },
};

const cancelledWhileLaunching: Play = {
  title: 'cancelled while its host boots',
  hosts: 1,
  async run(visitor, note) {
    const receipt = await visitor.schedule(0);
    note(receipt.id);
    await visitor.until(
      'a launch',
      SLACK,
      async () => (await visitor.details(receipt.id)).body['status'] !== 'SCHEDULED',
    );
    mustBe('cancelling', (await visitor.send('DELETE', `/meetings/${receipt.id}`)).status, 202);
    const { hostReadyWithin } = await timetableOf(visitor, receipt.id);
    const meeting = await mustHaveEnded(visitor, receipt, 'CANCELLED', hostReadyWithin + SLACK);
    return `its host is gone after ${String(meeting['host_minutes'])} minutes`;
  },
};

const attended: Play = {
  title: 'attended, ended by the teacher',
  hosts: 1,
  async run(visitor, note) {
    const receipt = await visitor.schedule(0);
    note(receipt.id);
    const timetable = await timetableOf(visitor, receipt.id);
    const room = await open(visitor, receipt, timetable);
    await mustServe(String(room['room_url']));
    await visitor.says(receipt.teacher_link, 'joined');
    await visitor.says(receipt.student_link, 'joined');
    mustBe('status', (await visitor.details(receipt.id)).body['status'], 'IN_PROGRESS');
    for (let times = 0; times < 3; times++) {
      await visitor.pass(timetable.presenceEvery);
      for (const link of [receipt.teacher_link, receipt.student_link]) await visitor.says(link, 'present');
    }
    const { id, key } = Object.fromEntries(new URL(receipt.teacher_link).searchParams);
    const end = await visitor.send('POST', `/meetings/${id}/end`, { role: 'teacher', key }, { 'x-api-key': '' });
    mustBe('ending', end.status, 202);
    const meeting = await mustHaveEnded(visitor, receipt, 'COMPLETED', SLACK);
    mustBe('ended by', meeting['ended_by'], 'teacher');
    return `a room that opens and serves, people who come, an end that counts; ${String(meeting['host_minutes'])} minutes of a host`;
  },
};

const left: Play = {
  title: 'attended, left without a word',
  hosts: 1,
  async run(visitor, note) {
    const receipt = await visitor.schedule(0);
    note(receipt.id);
    const timetable = await timetableOf(visitor, receipt.id);
    await open(visitor, receipt, timetable);
    const opened = visitor.now();
    await visitor.says(receipt.student_link, 'joined');
    // Beyond the attendance deadline: before it, silence means "wait on".
    while (visitor.now() < opened + (timetable.attendanceWindow + timetable.presenceEvery) * 1000) {
      await visitor.pass(timetable.presenceEvery);
      await visitor.says(receipt.student_link, 'present');
    }
    const silentFrom = visitor.now();
    await mustHaveEnded(visitor, receipt, 'COMPLETED', 2 * timetable.emptyGrace + SLACK);
    const silence = Math.round((visitor.now() - silentFrom) / 1000);
    if (silence < timetable.emptyGrace) throw new Broken(`the room was given up after ${silence} s of silence`);
    return `presence kept the room past the attendance deadline; it was given up ${silence} s after the last sign of life`;
  },
};

const nobodyComes: Play = {
  title: 'nobody comes',
  hosts: 1,
  async run(visitor, note) {
    const receipt = await visitor.schedule(0);
    note(receipt.id);
    const timetable = await timetableOf(visitor, receipt.id);
    await open(visitor, receipt, timetable);
    const opened = visitor.now();
    const meeting = await mustHaveEnded(visitor, receipt, 'NO_SHOW', timetable.attendanceWindow + SLACK);
    mustBe('ended by', meeting['ended_by'], 'workflow');
    const waited = Math.round((visitor.now() - opened) / 1000);
    return `the room was given up after ${waited} s, and its host is gone`;
  },
};

const organiser = ({ deployment: { key } }: Visitor): Record<string, string> =>
  key === undefined ? {} : { 'x-api-key': key };

/** A host's page, as a browser sees it. */
async function mustServe(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    throw new Broken(`the room at ${url} cannot be reached (${explain(error)})`, { cause: error });
  });
  if (status >= 400) throw new Broken(`the room at ${url} answers ${status}`);
}

/** The longest first: with few hosts at once, the short ones fit beside them. */
export const PLAYS: readonly Play[] = [badInput, cancelledBefore, left, nobodyComes, attended, cancelledWhileLaunching];
