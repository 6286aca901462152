import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OidcSignIn } from '../../steps/aws/oidc-sign-in.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import type { Action } from '../../steps/domain/actions.ts';
import { Issuer } from '../support/issuer.ts';
import { newFolder, RuntimeClient } from '../support/runtime.ts';

let issuer: Issuer;
let runtime: Runtime;
let client: RuntimeClient;

beforeAll(async () => {
  issuer = await Issuer.start();
  runtime = await startRuntime({
    port: 0,
    speed: 1,
    dataDir: newFolder(),
    bootTime: () => 20_000,
    apiKey: 'sesame',
    signIn: new OidcSignIn({ ...issuer.settings, organiserRole: 'organisers' }),
    origins: [],
    organiserLimits: { meetingsAtOnce: 2 },
    write: () => undefined,
  });
  client = new RuntimeClient(runtime, 'sesame');
});
afterAll(async () => {
  await runtime.stop();
  issuer.stop();
});

const bearer = async (sub: string, groups = ['organisers']): Promise<Record<string, string>> => ({
  Authorization: `Bearer ${await issuer.token({ sub, groups })}`,
});

describe('the local runtime with a sign-in', () => {
  it('shows a meeting to its organiser and to administrators, and to nobody else', async () => {
    const { body } = await client.send<{ id: string }>('POST', '/schedule', client.lesson(), await bearer('ada'));
    const get = async (headers: Record<string, string>): Promise<number> =>
      (await client.send('GET', `/meetings/${body.id}`, undefined, headers)).status;
    expect(await get(await bearer('ada'))).toBe(200);
    expect(await get(await bearer('eve'))).toBe(404);
    expect(await get(await bearer('head', ['administrators']))).toBe(200);
    expect(await get({ 'X-Api-Key': 'sesame' })).toBe(200);
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['no credentials', async () => ({})],
    ['a wrong key', async () => ({ 'X-Api-Key': 'guess' })],
    ['the key under which people are counted', async () => ({ 'X-Api-Key': issuer.settings.usageKey })],
    ['a forged token', async () => ({ Authorization: `Bearer ${await issuer.forgedToken()}` })],
    [
      'an expired token beside a valid key',
      async () => ({
        Authorization: `Bearer ${await issuer.token({ exp: 1 })}`,
        'X-Api-Key': 'sesame',
      }),
    ],
  ])('answers %s with 401 and a challenge', async (_what, headers) => {
    const { status, headers: answered } = await client.send('GET', '/meetings', undefined, await headers());
    expect(status).toBe(401);
    expect(answered.get('www-authenticate')).toBe('Bearer realm="meetings"');
    expect(answered.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('answers people without a role with 403 and a sentence', async () => {
    const { status, body } = await client.send('GET', '/meetings', undefined, await bearer('guest', []));
    expect({ status, detail: body['detail'] }).toEqual({
      status: 403,
      detail: 'You are signed in, but you have no role here. Ask an administrator.',
    });
  });

  it('shows the overview to administrators only', async () => {
    expect((await client.send('GET', '/overview', undefined, await bearer('ada'))).status).toBe(403);
    expect((await client.send('GET', '/overview', undefined, await bearer('head', ['administrators']))).status).toBe(
      200,
    );
  });

  it('hands a meeting over, and records who did what', async () => {
    const ada = await bearer('ada');
    const { body } = await client.send<{ id: string }>('POST', '/schedule', client.lesson(), ada);
    const meeting = `/meetings/${body.id}`;
    const actions = async (headers: Record<string, string>): Promise<string[]> => {
      const list = await client.send<{ actions: Action[] }>('GET', `${meeting}/actions`, undefined, headers);
      return list.body.actions.map(({ by, what, to }) => [by.kind, by.id, what, to].filter(Boolean).join(' '));
    };
    await client.send('GET', `${meeting}/links`, undefined, ada);
    const eve = `${issuer.url}#eve`;
    const head = await bearer('head', ['administrators']);
    expect((await client.send('PATCH', meeting, { organiser: eve }, ada)).status).toBe(403);
    expect((await client.send('PATCH', meeting, { organiser: eve }, head)).status).toBe(200);
    expect((await client.send('GET', `${meeting}/actions`, undefined, ada)).status).toBe(404);
    expect(await actions(await bearer('eve'))).toEqual([
      `organiser ${issuer.url}#ada scheduled`,
      `organiser ${issuer.url}#ada links_shown`,
      `administrator ${issuer.url}#head handed_over ${eve}`,
    ]);
  });

  it('refuses a meeting above the limit of its organiser, and says when it is possible', async () => {
    const headers = await bearer('grace');
    const lesson = { ...client.lesson(), meet_time: client.inMinutes(2 * 1_440) };
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push(await client.send('POST', '/schedule', lesson, headers));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    const last = statuses.at(-1)!;
    expect(last.body).toMatchObject({ errors: [{ code: 'TIME_FULL', limit: 2 }], free_from: expect.any(String) });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(2 * 1_440 * 60);
  });

  it('opens personal links without any credentials', async () => {
    expect((await client.join((await client.schedule()).student_link)).status).toBe(202);
  });
});

it('answers with 503 while the issuer cannot be reached', async () => {
  const gone = await Issuer.start();
  const headers = { Authorization: `Bearer ${await gone.token()}` };
  const signIn = new OidcSignIn(gone.settings);
  gone.stop();
  const options = {
    port: 0,
    speed: 1,
    dataDir: newFolder(),
    bootTime: () => 20_000,
    origins: [],
    write: () => undefined,
  };
  const other = await startRuntime({ ...options, signIn });
  try {
    const { status, headers: answered } = await new RuntimeClient(other).send('GET', '/meetings', undefined, headers);
    expect({ status, retry: answered.get('retry-after') }).toEqual({ status: 503, retry: '5' });
  } finally {
    await other.stop();
  }
});
