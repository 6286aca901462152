import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { Client, newFolder, withRuntime } from '../support/runtime.ts';

let runtime: Runtime;
let client: Client;

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
  client = new Client(runtime);
});
afterAll(() => runtime.stop());

const asOrganiser = { 'x-api-key': 'organiser' };
const scheduled = async (): Promise<number> =>
  (await client.send<{ meetings: unknown[] }>('GET', '/meetings', undefined, asOrganiser)).body.meetings.length;

describe('what is not a meeting is refused, and leaves nothing', () => {
  it.each<[string, number, string, Record<string, unknown>]>([
    ['no teacher', 422, 'teacher_name', { teacher_name: undefined }],
    ['a number for a name', 422, 'student_name', { student_name: 7 }],
    ['an empty name', 422, 'student_name', { student_name: '   ' }],
    ['a name of 10,000 characters', 422, 'teacher_name', { teacher_name: 'x'.repeat(10_000) }],
    ['a name with a line break', 422, 'teacher_name', { teacher_name: 'Ada\nBcc: all' }],
    ['a name that turns the text around', 422, 'teacher_name', { teacher_name: 'Ada \u202E' }],
    ['30 February', 422, 'meet_time', { meet_time: '2027-02-30T10:00:00Z' }],
    ['no offset and no zone', 422, 'meet_time', { meet_time: '2027-02-20T10:00:00' }],
    ['a time in a gap of summer time', 422, 'meet_time', { meet_time: '2027-03-28T02:30', time_zone: 'Europe/Berlin' }],
    ['an unknown zone', 422, 'time_zone', { time_zone: 'Mars/Phobos' }],
    ['a meeting whose hard end has passed', 422, 'meet_time', { meet_time: '2020-01-01T10:00:00Z' }],
    ['a meeting in 400 days', 422, 'meet_time', { meet_time: new Date(Date.now() + 400 * 86_400_000).toISOString() }],
    ['an origin that is not configured', 422, 'frontend_base_url', { frontend_base_url: 'https://evil.example/join' }],
    ['a page with a query', 422, 'frontend_base_url', { frontend_base_url: 'https://lessons.example/join?x=1' }],
    ['a page with a user name', 422, 'frontend_base_url', { frontend_base_url: 'https://ada@lessons.example/join' }],
    ['a script for a page', 422, 'frontend_base_url', { frontend_base_url: 'javascript:alert(1)' }],
    ['a meeting of four minutes', 422, 'duration_minutes', { duration_minutes: 4 }],
    ['a meeting of half a minute too much', 422, 'duration_minutes', { duration_minutes: 60.5 }],
    ['an address that is none', 422, 'teacher_email', { teacher_email: 'ada' }],
  ])('%s', async (_what, status, field, fields) => {
    const before = await scheduled();
    const answer = await client.schedule(fields, asOrganiser);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|Error:/);
    expect(await scheduled()).toBe(before);
  });

  it('names all fields that are wrong at once', async () => {
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
    ['JSON that is no object', 422, '[]', {}],
    ['nothing', 400, '', {}],
    ['another content type', 415, 'teacher_name=Ada', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['2 MB', 413, JSON.stringify({ teacher_name: 'x'.repeat(2 * 1024 * 1024) }), {}],
    ['100 KB', 413, JSON.stringify({ teacher_name: 'x'.repeat(100 * 1024) }), {}],
  ])('a body that is %s', async (_what, status, body, headers) => {
    const answer = await client.send('POST', '/schedule', body, {
      ...asOrganiser,
      'Content-Type': 'application/json',
      ...headers,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each(['GET /meetings', 'POST /schedule', 'GET /meetings/abcdefgh01234567', 'DELETE /meetings/abcdefgh01234567'])(
    "%s without the organiser's key",
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      for (const headers of [{}, { 'x-api-key': 'guess' }]) {
        const body = method === 'POST' ? client.lesson() : undefined;
        expect((await client.send(method, path, body, headers as Record<string, string>)).status).toBe(403);
      }
    },
  );

  it.each([
    '/meetings?status=GONE',
    '/meetings?from=yesterday',
    '/meetings?cursor=rubbish',
    '/meetings?cursor=open.rubbish',
  ])('a list that asks for %s', async (path) => {
    expect((await client.send('GET', path, undefined, asOrganiser)).status).toBe(422);
  });

  it('an address too long to be read', async () => {
    const answer = await client.send('GET', `/meetings?cursor=${'x'.repeat(20_000)}`, undefined, asOrganiser);
    expect(answer.status).toBe(431);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('a link', () => {
  const link = async (): Promise<URL> => new URL((await client.schedule({}, asOrganiser)).body.student_link);

  it('lets its holder wait for the room', async () => {
    const answer = await client.join(String(await link()));
    expect(answer).toMatchObject({ status: 202, body: { status: 'SCHEDULED', retry_after_seconds: 60 } });
  });

  it('does not make a teacher of a student', async () => {
    const { searchParams } = await link();
    const [id, key] = [searchParams.get('id'), searchParams.get('key')];
    expect((await client.send('GET', `/join/${id}/teacher?key=${key}`)).status).toBe(403);
    expect((await client.send('POST', `/meetings/${id}/end`, { role: 'teacher', key })).status).toBe(403);
    expect((await client.send('POST', `/meetings/${id}/end`, { role: 'student', key })).status).toBe(422);
  });

  it('opens nothing with a wrong key, an unknown id, or a role that is none', async () => {
    const { searchParams } = await link();
    const id = searchParams.get('id');
    expect((await client.send('GET', `/join/${id}/student?key=x`)).status).toBe(403);
    expect((await client.send('GET', `/join/${id}/student`)).status).toBe(403);
    expect((await client.send('GET', '/join/abcdefgh01234567/student?key=x')).status).toBe(404);
    expect((await client.send('GET', '/join/..%2F..%2Fetc/student?key=x')).status).toBe(404);
    const role = await client.send('GET', `/join/${id}/admin?key=x`);
    expect(role).toMatchObject({ status: 422, body: { errors: [{ field: 'role' }] } });
  });

  it('tells of nobody before the room is open', async () => {
    const answer = await client.presence(String(await link()), 'joined');
    expect(answer.status).toBe(409);
  });
});

describe('every answer', () => {
  it.each([
    'GET /health',
    'GET /nowhere',
    'GET /join/abcdefgh01234567/student',
    'POST /schedule',
    'OPTIONS /schedule',
    'GET /%zz',
  ])('%s carries CORS for a configured origin, and no other', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const good = await client.send(method, path, undefined, { Origin: 'https://lessons.example' });
    expect(good.headers.get('access-control-allow-origin')).toBe('https://lessons.example');
    expect(good.headers.get('access-control-allow-headers')).toBe('Content-Type,X-Api-Key,Idempotency-Key');
    expect(good.headers.get('referrer-policy')).toBe('no-referrer');
    const bad = await client.send(method, path, undefined, { Origin: 'https://evil.example' });
    expect(bad.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });

  it('shows no secret of a row', async () => {
    const { body } = await client.schedule({}, asOrganiser);
    const details = await client.send('GET', `/meetings/${body.id}`, undefined, asOrganiser);
    expect(details.body).toMatchObject({ id: body.id, status: 'SCHEDULED', timeline: [{ what: 'scheduled' }] });
    const key = new URL(body.teacher_link).searchParams.get('key')!;
    expect(JSON.stringify(details.body)).not.toContain(key);
    expect(details.body).not.toHaveProperty('token');
  });
});

describe('the idempotency key', () => {
  it('makes fifty calls at once one meeting and fifty equal answers', async () => {
    const before = await scheduled();
    const lesson = client.lesson();
    const headers = { ...asOrganiser, 'Idempotency-Key': 'fifty' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => client.send('POST', '/schedule', lesson, headers)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await scheduled()).toBe(before + 1);
  });

  it('is refused with another body', async () => {
    const headers = { ...asOrganiser, 'Idempotency-Key': 'same' };
    const lesson = client.lesson();
    await client.send('POST', '/schedule', lesson, headers);
    const other = await client.send('POST', '/schedule', { ...lesson, student_name: 'Cleo' }, headers);
    expect(other).toMatchObject({ status: 422, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });
});

describe('the list of meetings', () => {
  it('comes in pages, and by status', async () => {
    await withRuntime({ maxInFlight: 1000 }, async (own) => {
      const ids = await Promise.all(
        Array.from(
          { length: 60 },
          async (_, index) => (await own.schedule({ meet_time: own.inMinutes(100 + index) })).body.id,
        ),
      );
      await own.send('DELETE', `/meetings/${ids[59]}`);
      const seen: string[] = [];
      let cursor = '';
      do {
        const path = `/meetings${cursor && `?cursor=${encodeURIComponent(cursor)}`}`;
        const { body } = await own.send<{ meetings: { id: string }[]; cursor?: string }>('GET', path);
        seen.push(...body.meetings.map(({ id }) => id));
        cursor = body.cursor ?? '';
      } while (cursor !== '');
      expect(seen).toEqual(ids);
      const ended = await own.send<{ meetings: { id: string }[] }>('GET', '/meetings?status=ENDED');
      expect(ended.body.meetings.map(({ id }) => id)).toEqual([ids[59]]);
    });
  });
});

describe('the cap on meetings in flight', () => {
  it('refuses one too many, and not one that launches later', async () => {
    await withRuntime({ maxInFlight: 2 }, async (own) => {
      expect((await own.schedule()).status).toBe(200);
      expect((await own.schedule()).status).toBe(200);
      const refused = await own.schedule();
      expect(refused).toMatchObject({ status: 429, body: { detail: expect.stringContaining('At most 2 hosts') } });
      expect((await own.schedule({ meet_time: own.inMinutes(24 * 60) })).status).toBe(200);
    });
  });
});
