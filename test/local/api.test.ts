import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { bodyOf, parseLink } from '../../client/client.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import { newFolder, RuntimeClient, withRuntime } from '../support/runtime.ts';

let runtime: Runtime;
let client: RuntimeClient;

beforeAll(async () => {
  runtime = await startRuntime({
    port: 0,
    speed: 1,
    dataDir: newFolder(),
    bootTime: () => 20_000,
    apiKey: 'organiser',
    origins: ['https://lessons.example'],
    write: () => undefined,
  });
  client = new RuntimeClient(runtime, 'organiser');
});
afterAll(() => runtime.stop());

const asOrganiser = { 'x-api-key': 'organiser' };
const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const meetingCount = async (): Promise<number> => bodyOf(await client.api.listMeetings()).meetings.length;

describe('an invalid request is rejected and schedules no meeting:', () => {
  it.each<[string, number, string, Record<string, unknown>]>([
    ['no teacher', 422, 'teacher_name', { teacher_name: undefined }],
    ['a number for a name', 422, 'student_name', { student_name: 7 }],
    ['an empty name', 422, 'student_name', { student_name: '   ' }],
    ['a name of 10,000 characters', 422, 'teacher_name', { teacher_name: 'x'.repeat(10_000) }],
    ['a name with a line break', 422, 'teacher_name', { teacher_name: 'Ada\nBcc: all' }],
    ['a name with a bidirectional override', 422, 'teacher_name', { teacher_name: 'Ada \u202E' }],
    ['30 February', 422, 'meet_time', { meet_time: '2027-02-30T10:00:00Z' }],
    ['a time without offset and time zone', 422, 'meet_time', { meet_time: '2027-02-20T10:00:00' }],
    [
      'a time that the start of summer time skips',
      422,
      'meet_time',
      { meet_time: '2027-03-28T02:30', time_zone: 'Europe/Berlin' },
    ],
    ['an unknown time zone', 422, 'time_zone', { time_zone: 'Mars/Phobos' }],
    ['a meeting whose planned end is past, in its overtime', 422, 'meet_time', { meet_time: minutesFromNow(-60) }],
    ['a meeting in 400 days', 422, 'meet_time', { meet_time: minutesFromNow(400 * 1_440) }],
    ['an origin that is not allowed', 422, 'frontend_base_url', { frontend_base_url: 'https://evil.example/join' }],
    ['a page with a query', 422, 'frontend_base_url', { frontend_base_url: 'https://lessons.example/join?x=1' }],
    ['a page with a user name', 422, 'frontend_base_url', { frontend_base_url: 'https://ada@lessons.example/join' }],
    ['a javascript: URL as page', 422, 'frontend_base_url', { frontend_base_url: 'javascript:alert(1)' }],
    ['a meeting of four minutes', 422, 'duration_minutes', { duration_minutes: 4 }],
    ['a duration with half a minute', 422, 'duration_minutes', { duration_minutes: 60.5 }],
    ['an invalid e-mail address', 422, 'teacher_email', { teacher_email: 'ada' }],
  ])('%s', async (_what, status, field, fields) => {
    const before = await meetingCount();
    const response = await client.send('POST', '/schedule', { ...client.lesson(), ...fields }, asOrganiser);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({ errors: [{ field }] });
    expect(JSON.stringify(response.body)).not.toMatch(/\bat .*\.ts|Error:/);
    expect(await meetingCount()).toBe(before);
  });

  it('the response names every invalid field', async () => {
    const { body } = await client.send<{ errors: { field: string }[] }>('POST', '/schedule', {}, asOrganiser);
    expect(body.errors.map(({ field }) => field).toSorted()).toEqual([
      'frontend_base_url',
      'meet_time',
      'student_name',
      'teacher_name',
    ]);
  });

  it.each<[string, number, string | undefined, Record<string, string>]>([
    ['not JSON', 400, '{"teacher_name":', {}],
    ['a JSON array', 422, '[]', {}],
    ['empty', 400, '', {}],
    ['of another content type', 415, 'teacher_name=Ada', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['of 2 MB', 413, JSON.stringify({ teacher_name: 'x'.repeat(2 * 1024 * 1024) }), {}],
    ['of 100 KB', 413, JSON.stringify({ teacher_name: 'x'.repeat(100 * 1024) }), {}],
  ])('a body that is %s', async (_what, status, body, headers) => {
    const response = await client.send('POST', '/schedule', body, {
      ...asOrganiser,
      'Content-Type': 'application/json',
      ...headers,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('what an organiser can repair with a code, so that pages say it in their language', async () => {
    const codesOf = async (fields: object): Promise<unknown> => {
      const { body } = await client.send('POST', '/schedule', { ...client.lesson(), ...fields }, asOrganiser);
      return (body as { errors: object[] }).errors;
    };
    expect(await codesOf({ teacher_email: 'ada', student_name: 'x'.repeat(101) })).toMatchObject([
      { field: 'student_name', code: 'TOO_LONG', limit: 100 },
      { field: 'teacher_email', code: 'EMAIL' },
    ]);
    expect(await codesOf({ teacher_name: ' ', student_name: 'a\u202Eb' })).toMatchObject([
      { field: 'teacher_name', code: 'EMPTY' },
      { field: 'student_name', code: 'CHARACTERS' },
    ]);
    const berlin = { time_zone: 'Europe/Berlin' };
    for (const [code, fields] of Object.entries({
      OVER: { meet_time: minutesFromNow(-60) },
      TOO_FAR: { meet_time: minutesFromNow(400 * 1_440) },
      TIME_SKIPPED: { meet_time: '2027-03-28T02:30', ...berlin },
      TIME_TWICE: { meet_time: '2027-10-31T02:30', ...berlin },
      UNKNOWN_ZONE: { time_zone: 'Mars/Phobos' },
    }))
      expect(await codesOf(fields)).toMatchObject([{ code }]);
  });

  it.each(['GET /meetings', 'POST /schedule', 'GET /meetings/abcdefgh01234567', 'DELETE /meetings/abcdefgh01234567'])(
    "%s without the organiser's key",
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      for (const headers of [{}, { 'x-api-key': 'guess' }]) {
        const body = method === 'POST' ? client.lesson() : undefined;
        expect((await client.send(method, path, body, headers as Record<string, string>)).status).toBe(401);
      }
    },
  );

  it.each([
    '/meetings?status=GONE',
    '/meetings?from=yesterday',
    '/meetings?cursor=rubbish',
    '/meetings?cursor=open.rubbish',
    '/meetings?limit=0',
    '/meetings?limit=501',
    '/meetings?limit=many',
  ])('%s', async (path) => {
    expect((await client.send('GET', path, undefined, asOrganiser)).status).toBe(422);
  });

  it('a URL that is too long', async () => {
    const response = await client.send('GET', `/meetings?cursor=${'x'.repeat(20_000)}`, undefined, asOrganiser);
    expect(response.status).toBe(431);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('a link', () => {
  const studentLink = async (): Promise<string> => (await client.schedule()).student_link;

  it('returns 202 before the room is open', async () => {
    const response = await client.join(await studentLink());
    expect(response).toMatchObject({ status: 202, body: { status: 'SCHEDULED', retry_after_seconds: 60 } });
  });

  it('does not give a student the rights of the teacher', async () => {
    const { id, key } = parseLink(await studentLink());
    expect((await client.api.join({ id, role: 'teacher', key })).status).toBe(403);
    expect((await client.api.endMeeting({ id, role: 'teacher', key })).status).toBe(403);
    expect((await client.send('POST', `/meetings/${id}/end`, { role: 'student', key })).status).toBe(422);
  });

  it('may have its key in the query or the body of a request made by hand', async () => {
    const { id, role, key } = parseLink(await studentLink());
    expect((await client.send('GET', `/join/${id}/${role}?key=${key}`)).status).toBe(202);
    const presence = { role, key, event: 'joined' };
    expect((await client.send('POST', `/meetings/${id}/presence`, presence)).status).toBe(409);
    const wrong = { 'X-Link-Key': 'x' };
    expect((await client.send('POST', `/meetings/${id}/presence`, presence, wrong)).status).toBe(403);
  });

  it('is rejected with a wrong key, an unknown id, or an unknown role', async () => {
    const { id } = parseLink(await studentLink());
    expect((await client.send('GET', `/join/${id}/student?key=x`)).status).toBe(403);
    expect((await client.send('GET', `/join/${id}/student`)).status).toBe(403);
    expect((await client.send('GET', '/join/abcdefgh01234567/student?key=x')).status).toBe(404);
    expect((await client.send('GET', '/join/..%2F..%2Fetc/student?key=x')).status).toBe(404);
    const role = await client.send('GET', `/join/${id}/admin?key=x`);
    expect(role).toMatchObject({ status: 422, body: { errors: [{ field: 'role' }] } });
  });

  it('returns 409 for presence before the room is open', async () => {
    expect((await client.presence(await studentLink(), 'joined')).status).toBe(409);
  });
});

describe('every response', () => {
  it.each([
    'GET /health',
    'GET /nowhere',
    'GET /join/abcdefgh01234567/student',
    'POST /schedule',
    'OPTIONS /schedule',
    'GET /%zz',
  ])('%s has CORS headers for an allowed origin, and for no other', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const good = await client.send(method, path, undefined, { Origin: 'https://lessons.example' });
    expect(good.headers.get('access-control-allow-origin')).toBe('https://lessons.example');
    expect(good.headers.get('access-control-expose-headers')).toBe('Retry-After,ETag');
    expect(good.headers.get('access-control-allow-headers')).toBe(
      'Content-Type,X-Api-Key,Authorization,Idempotency-Key,X-Link-Key,If-Match,If-None-Match',
    );
    expect(good.headers.get('referrer-policy')).toBe('no-referrer');
    const bad = await client.send(method, path, undefined, { Origin: 'https://evil.example' });
    expect(bad.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });

  it('to a preflight allows every method of the route table', async () => {
    const { status, headers } = await client.send('OPTIONS', '/schedule', undefined, {
      Origin: 'https://lessons.example',
      'Access-Control-Request-Method': 'POST',
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-max-age')).toBe('7200');
    const allowed = new Set(headers.get('access-control-allow-methods')?.split(','));
    expect(allowed).toEqual(new Set([...ROUTES.map(({ method }) => method as string), 'OPTIONS']));
  });

  it('is free of secrets of the row', async () => {
    const receipt = await client.schedule();
    const details = await client.api.getMeeting(receipt.id);
    expect(details.body).toMatchObject({ id: receipt.id, status: 'SCHEDULED', timeline: [{ what: 'scheduled' }] });
    expect(JSON.stringify(details.body)).not.toContain(parseLink(receipt.teacher_link).key);
    expect(details.body).not.toHaveProperty('token');
  });
});

describe('the idempotency key', () => {
  it('makes fifty simultaneous calls one meeting with fifty equal responses', async () => {
    const before = await meetingCount();
    const lesson = client.lesson();
    const responses = await Promise.all(Array.from({ length: 50 }, () => client.api.schedule(lesson, 'fifty')));
    expect(new Set(responses.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(responses[0]?.status).toBe(200);
    expect(await meetingCount()).toBe(before + 1);
  });

  it('is rejected with another body', async () => {
    const lesson = client.lesson();
    await client.api.schedule(lesson, 'same');
    const other = await client.api.schedule({ ...lesson, student_name: 'Cleo' }, 'same');
    expect(other).toMatchObject({ status: 422, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });
});

describe('the list of meetings', () => {
  it('has pages and a filter by status', async () => {
    await withRuntime({ maxInFlight: 1000 }, async (own) => {
      const ids = await Promise.all(
        Array.from(
          { length: 60 },
          async (_, index) => (await own.schedule({ meet_time: own.inMinutes(100 + index) })).id,
        ),
      );
      await own.api.cancelMeeting(ids[59]!);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = bodyOf(await own.api.listMeetings({ cursor }));
        seen.push(...page.meetings.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids);
      const most = bodyOf(await own.api.listMeetings({ limit: '500' }));
      expect(most.meetings.map(({ id }) => id)).toEqual(ids.slice(0, 59));
      expect(bodyOf(await own.api.listMeetings({ limit: '2' })).meetings).toHaveLength(2);
      const ended = bodyOf(await own.api.listMeetings({ status: 'ENDED' }));
      expect(ended.meetings.map(({ id }) => id)).toEqual([ids[59]]);
    });
  });
});

describe('the limit of hosts in flight', () => {
  it('rejects a meeting above the limit, and accepts one that launches later', async () => {
    await withRuntime({ maxInFlight: 2 }, async (own) => {
      await own.schedule();
      await own.schedule();
      const rejected = await own.api.schedule(own.lesson());
      expect(rejected).toMatchObject({ status: 429, body: { detail: expect.stringContaining('At most 2 hosts') } });
      await own.schedule({ meet_time: own.inMinutes(24 * 60) });
    });
  });
});
