import { describe, expect, it } from '@jest/globals';
import { readSiteConfig, Refusal, Unreachable } from '../../../web/lib/api.ts';
import { createApi } from '../../../web/lib/organiser-api.ts';
import { ServerClock } from '../../../web/lib/server-clock.ts';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

/** An API whose calls get these responses in order; an Error is a network error. */
function apiOver(responses: readonly (Response | Error)[], key?: string) {
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const response = responses[calls.length];
    calls.push({ url: input instanceof Request ? input.url : input.toString(), init });
    if (!(response instanceof Response)) throw response ?? new TypeError('no response');
    return response;
  };
  const clock = new ServerClock(() => 0, 0);
  return {
    api: createApi({ base: async () => 'https://api.example', clock, apiKey: () => key, fetch }),
    calls,
    clock,
  };
}

const json = (status: number, body: object): Response => new Response(JSON.stringify(body), { status });
const link = { id: 'abc', role: 'student', key: 'a+b/c' } as const;

describe('the API of the pages', () => {
  it('distinguishes an open room from a waiting one, and sets the clock by both', async () => {
    const { api, clock, calls } = apiOver([
      json(202, { now: '2026-12-01T12:00:00Z', message: 'soon' }),
      json(200, { room_url: 'x' }),
    ]);
    expect(await api.join(link)).toMatchObject({ open: false, answer: { message: 'soon' } });
    expect(clock.now()).toBe(Date.parse('2026-12-01T12:00:00Z'));
    expect(await api.join(link)).toMatchObject({ open: true });
    expect(calls[0]!.url).toBe('https://api.example/join/abc/student');
  });

  it("sends a link's key in the header X-Link-Key, never in an address or a body", async () => {
    const empty = () => new Response(null, { status: 204 });
    const { api, calls } = apiOver([json(202, {}), empty(), empty(), json(202, {}), json(200, {})]);
    await api.join(link);
    await api.presence(link, 'joined');
    api.sendLeftOnClose(link);
    await api.end({ ...link, role: 'teacher' });
    await api.revokeLink(`https://lessons.example/join?${new URLSearchParams(link).toString()}`);
    expect(calls).toHaveLength(5);
    for (const { url, init } of calls) {
      expect(new Headers(init.headers).get('x-link-key')).toBe(link.key);
      expect(decodeURIComponent(`${url} ${JSON.stringify(init.body ?? '')}`)).not.toContain(link.key);
    }
  });

  it('never sends a referrer or cookies', async () => {
    const { api, calls } = apiOver([new Response(null, { status: 204 }), new Response(null, { status: 204 })]);
    await api.presence(link, 'joined');
    api.sendLeftOnClose(link);
    for (const { init } of calls) expect(init).toMatchObject({ referrerPolicy: 'no-referrer', credentials: 'omit' });
    expect(calls[1]).toMatchObject({ url: 'https://api.example/meetings/abc/presence', init: { keepalive: true } });
  });

  it('says with "left" whether the page only closes: then a room in another tab continues', async () => {
    const { api, calls } = apiOver([new Response(null, { status: 204 }), new Response(null, { status: 204 })]);
    await api.presence(link, 'left');
    api.sendLeftOnClose(link);
    const bodies = calls.map(({ init }) => JSON.parse(init.body as string) as unknown);
    expect(bodies).toEqual([
      { role: 'student', event: 'left' },
      { role: 'student', event: 'left', closing: true },
    ]);
  });

  it('sends the API key with organiser routes only', async () => {
    const { api, calls } = apiOver([json(200, { meetings: [] }), json(202, {})], 'the-key');
    await api.meetings(undefined);
    await api.join(link);
    expect(calls.map(({ init }) => new Headers(init.headers).get('x-api-key'))).toEqual(['the-key', null]);
  });

  it('rejects with the problem', async () => {
    const errors = [{ field: 'meet_time', message: 'is over' }];
    const { api } = apiOver([json(422, { title: 'Invalid request', detail: 'meet_time is over', errors })]);
    const refusal: unknown = await api.meetings(undefined).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status: 422, message: 'meet_time is over', fields: errors });
  });

  it('rejects with the message of API Gateway’s default error', async () => {
    await expect(apiOver([json(403, { message: 'Forbidden' })]).api.meetings(undefined)).rejects.toMatchObject({
      name: 'Refusal',
      message: 'Forbidden',
    });
  });

  it.each([
    ['a network error', new TypeError('failed to fetch')],
    ['a server error', json(503, { detail: 'Try again.' })],
    ['a page that is not from the API', new Response('<html>', { status: 200 })],
  ])('rejects with Unreachable after %s', async (_name, response) => {
    await expect(apiOver([response]).api.health()).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('config.json', () => {
  const config = (response: Response) =>
    readSiteConfig(async () => response.clone(), 'https://lessons.example/some/join?id=1')();

  it.each([
    ['the configured URL', json(200, { api: 'https://api.example/prod/' }), 'https://api.example/prod'],
    ['the origin without a URL', json(200, {}), 'https://lessons.example'],
    ['the origin for an empty URL', json(200, { api: '' }), 'https://lessons.example'],
    ['the origin for an invalid URL', json(200, { api: 'javascript:alert(1)' }), 'https://lessons.example'],
    ['the origin for a page', new Response('<html>', { status: 200 }), 'https://lessons.example'],
    ['the origin without a file', new Response('', { status: 404 }), 'https://lessons.example'],
  ])('gives as base URL %s', async (_name, response, expected) => {
    expect(await config(response)).toMatchObject({ api: expected, word: 'meeting' });
  });

  it('comes with the word that guests read', async () => {
    expect((await config(json(200, { word: 'lesson' }))).word).toBe('lesson');
    expect((await config(json(200, { word: 'party' }))).word).toBe('meeting');
    for (const mail of [true, false]) expect((await config(json(200, { mail }))).mail).toBe(mail);
    expect((await config(json(200, { mail: 'yes' }))).mail).toBeUndefined();
  });

  it('is read again after a network error, and once after a response', async () => {
    let calls = 0;
    const find = readSiteConfig(async () => {
      if (++calls === 1) throw new TypeError('failed to fetch');
      return json(200, { api: 'https://api.example' });
    }, 'https://lessons.example/');
    await expect(find()).rejects.toBeInstanceOf(Unreachable);
    expect([(await find()).api, (await find()).api, calls]).toEqual(['https://api.example', 'https://api.example', 2]);
  });
});
