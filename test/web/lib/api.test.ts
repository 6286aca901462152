import { describe, expect, it } from '@jest/globals';
import { apiBase, createApi, Refusal, Unreachable } from '../../../web/lib/api.ts';
import { ServerClock } from '../../../web/lib/server-clock.ts';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

/** An API over answers given beforehand; an Error is a network that fails. */
function apiOver(answers: readonly (Response | Error)[], key?: string) {
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const answer = answers[calls.length];
    calls.push({ url: input instanceof Request ? input.url : input.toString(), init });
    if (!(answer instanceof Response)) throw answer ?? new TypeError('no answer');
    return answer;
  };
  const clock = new ServerClock(() => 0, 0);
  return {
    api: createApi({ base: async () => 'https://api.example', clock, organiserKey: () => key, fetch }),
    calls,
    clock,
  };
}

const json = (status: number, body: object): Response => new Response(JSON.stringify(body), { status });
const link = { id: 'abc', role: 'student', key: 'a+b/c' } as const;

describe('the API client', () => {
  it('tells an open room from a waiting one, and takes the time from either', async () => {
    const { api, clock, calls } = apiOver([
      json(202, { now: '2026-12-01T12:00:00Z', message: 'soon' }),
      json(200, { room_url: 'x' }),
    ]);
    expect(await api.join(link)).toMatchObject({ open: false, answer: { message: 'soon' } });
    expect(clock.now()).toBe(Date.parse('2026-12-01T12:00:00Z'));
    expect(await api.join(link)).toMatchObject({ open: true });
    expect(calls[0]!.url).toBe('https://api.example/join/abc/student?key=a%2Bb%2Fc');
  });

  it('never sends a referrer or cookies', async () => {
    const { api, calls } = apiOver([new Response(null, { status: 204 }), new Response(null, { status: 204 })]);
    await api.presence(link, 'joined');
    api.lastWord(link);
    for (const { init } of calls) expect(init).toMatchObject({ referrerPolicy: 'no-referrer', credentials: 'omit' });
    expect(calls[1]).toMatchObject({ url: 'https://api.example/meetings/abc/presence', init: { keepalive: true } });
  });

  it('sends the organiser’s key on the organiser’s calls only', async () => {
    const { api, calls } = apiOver([json(200, { meetings: [] }), json(202, {})], 'the-key');
    await api.meetings(undefined);
    await api.join(link);
    expect(calls.map(({ init }) => new Headers(init.headers).get('x-api-key'))).toEqual(['the-key', null]);
  });

  it('a refusal carries the problem', async () => {
    const errors = [{ field: 'meet_time', message: 'is over' }];
    const { api } = apiOver([json(422, { title: 'Invalid request', detail: 'meet_time is over', errors })]);
    const refusal: unknown = await api.meetings(undefined).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status: 422, message: 'meet_time is over', fields: errors });
  });

  it('a gateway’s refusal in its own words is one, too', async () => {
    await expect(apiOver([json(403, { message: 'Forbidden' })]).api.meetings(undefined)).rejects.toMatchObject({
      name: 'Refusal',
      message: 'Forbidden',
    });
  });

  it.each([
    ['a network that is away', new TypeError('failed to fetch')],
    ['a server in trouble', json(503, { detail: 'Try again.' })],
    ['somebody else’s page', new Response('<html>', { status: 200 })],
  ])('%s is no answer', async (_name, answer) => {
    await expect(apiOver([answer]).api.health()).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('where the API lives', () => {
  const base = (answer: Response | Error) =>
    apiBase(async () => {
      if (answer instanceof Error) throw answer;
      return answer.clone();
    }, 'https://lessons.example/some/join?id=1')();

  it.each([
    [json(200, { api: 'https://api.example/prod/' }), 'https://api.example/prod'],
    [json(200, {}), 'https://lessons.example'],
    [json(200, { api: '' }), 'https://lessons.example'],
    [json(200, { api: 'javascript:alert(1)' }), 'https://lessons.example'],
    [new Response('<html>', { status: 200 }), 'https://lessons.example'],
    [new Response('', { status: 404 }), 'https://lessons.example'],
  ])('%#', async (answer, expected) => {
    expect(await base(answer)).toBe(expected);
  });

  it('is asked again when the network failed, and once only when it answered', async () => {
    let asked = 0;
    const find = apiBase(async () => {
      if (++asked === 1) throw new TypeError('failed to fetch');
      return json(200, { api: 'https://api.example' });
    }, 'https://lessons.example/');
    await expect(find()).rejects.toBeInstanceOf(Unreachable);
    expect([await find(), await find(), asked]).toEqual(['https://api.example', 'https://api.example', 2]);
  });
});
