import { describe, expect, it } from '@jest/globals';
import { hashOf } from '../../steps/calendar/feed-secret.ts';
import type { ApiResponse } from '../../steps/http-types.ts';
import { Stage } from '../support/stage.ts';

const PAGE = 'https://lessons.example/meetings';

async function subscribed(stage = new Stage()): Promise<{ stage: Stage; file: string }> {
  await stage.schedule();
  return { stage, file: await newAddress(stage) };
}

async function newAddress({ world }: Stage): Promise<string> {
  const { status, body } = await world.request('createCalendar', {}, { meetings_page: PAGE });
  expect(status).toBe(200);
  const { address } = JSON.parse(body) as { address: string };
  return address.slice(address.indexOf('/calendar/') + '/calendar/'.length);
}

async function read(stage: Stage, file: string, etag?: string): Promise<ApiResponse> {
  const { world } = stage;
  // The index follows the rows.
  await world.run(world.now + 10_000);
  return world.request(
    'readCalendar',
    { file },
    undefined,
    etag === undefined ? {} : { headers: { 'if-none-match': etag } },
  );
}

const linesOf = ({ body }: ApiResponse): string[] => body.replaceAll('\r\n ', '').split('\r\n');

describe('the calendar feed', () => {
  it('has the meetings of the organiser, with links to their page and without links of people', async () => {
    const { stage, file } = await subscribed();
    const response = await read(stage, file);
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      'Content-Type': 'text/calendar; charset=utf-8',
      'Cache-Control': 'private, no-cache',
    });
    const lines = linesOf(response);
    const { id } = await stage.row;
    expect(lines).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH',
        'SUMMARY:Ada – Ben',
        `UID:${id}@elephant-meetings`,
        `URL;VALUE=URI:${PAGE}?id=${id}`,
        'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/key=|join|room|@(?!elephant-meetings)/);
  });

  it('follows a move, and a cancelled meeting is not in it', async () => {
    const { stage, file } = await subscribed();
    const { id } = await stage.row;
    await stage.world.request('changeMeeting', { id }, { meet_time: '2026-12-02T09:30:00Z' });
    expect(linesOf(await read(stage, file))).toContain('DTSTART:20261202T093000Z');
    await stage.world.request('cancelMeeting', { id });
    expect(linesOf(await read(stage, file))).not.toContain('BEGIN:VEVENT');
  });

  it('is not sent again while nothing changed', async () => {
    const { stage, file } = await subscribed();
    const etag = (await read(stage, file)).headers['ETag']!;
    await stage.at(-58);
    expect(await read(stage, file, etag)).toMatchObject({ status: 304, body: '' });
    const { id } = await stage.row;
    await stage.world.request('changeMeeting', { id }, { teacher_name: 'Grace' });
    expect((await read(stage, file, etag)).status).toBe(200);
  });

  it('is at one address, which is shown once and of which only the hash is stored', async () => {
    const { stage, file } = await subscribed();
    const { body } = await stage.world.request('getCalendar', {});
    expect(JSON.parse(body)).toEqual({ active: true, created_at: expect.any(String) });
    const stored = JSON.stringify(await stage.world.ports.calendars.feed('default'));
    const secret = file.replace('.ics', '');
    expect(secret).toHaveLength(43);
    expect(stored).not.toContain(secret);
    expect(stored).toContain(hashOf(secret));
  });

  it('is not found at a wrong address, at the one before, and after it was revoked', async () => {
    const { stage, file } = await subscribed();
    const other = await newAddress(stage);
    const wrong = [file, other.replace('.ics', ''), `${'A'.repeat(43)}.ics`, '.ics', `${other}x`, '../../webhooks'];
    for (const one of wrong) expect((await read(stage, one)).status).toBe(404);
    expect((await read(stage, other)).status).toBe(200);
    for (let call = 0; call < 2; call++) expect((await stage.world.request('revokeCalendar', {})).status).toBe(204);
    expect((await read(stage, other)).status).toBe(404);
    expect(JSON.parse((await stage.world.request('getCalendar', {})).body)).toEqual({ active: false });
  });

  it('is refused for a page that may not have links', async () => {
    const { world } = new Stage();
    for (const meetings_page of ['javascript:alert(1)', 'https://a:b@lessons.example/', 'no address', `${PAGE}?a=b`])
      expect((await world.request('createCalendar', {}, { meetings_page })).status).toBe(422);
  });

  it('reads the index only', async () => {
    const calls: string[] = [];
    const stage = new Stage({
      between: (ports) => ({
        ...ports,
        meetings: new Proxy(ports.meetings, {
          get: (target, method) => {
            if (typeof method === 'string') calls.push(method);
            const value: unknown = Reflect.get(target, method, target);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        }),
      }),
    });
    const { file } = await subscribed(stage);
    calls.length = 0;
    await stage.world.request('readCalendar', { file });
    expect(calls).toEqual(['list', 'list']);
  });
});
