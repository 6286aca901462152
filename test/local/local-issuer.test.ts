import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { newFolder, RuntimeClient } from '../support/runtime.ts';

let runtime: Runtime;
let client: RuntimeClient;
let issuer: string;

beforeAll(async () => {
  runtime = await startRuntime({
    port: 0,
    speed: 1,
    dataDir: newFolder(),
    bootTime: () => 20_000,
    localIssuer: true,
    origins: [],
    write: () => undefined,
  });
  client = new RuntimeClient(runtime);
  issuer = runtime.issuer!;
});
afterAll(() => runtime.stop());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** A browser with its cookies. */
class Visitor {
  readonly #cookies = new Map<string, string>();
  readonly #verifier = randomBytes(32).toString('base64url');

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]!.split('=');
      this.#cookies.set(name, value);
    }
    return response;
  }

  authorize(changes: Readonly<Record<string, string>> = {}): Promise<Response> {
    const query = {
      client_id: 'pages',
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${runtime.url}/meetings`,
      state: 'state',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    };
    return this.open(`${issuer}/auth?${new URLSearchParams(query).toString()}`);
  }

  /** Returns the code. */
  async logIn(account: string): Promise<string> {
    const login = new URL((await this.authorize()).headers.get('location')!, issuer).href;
    const done = await this.open(login, { method: 'POST', body: new URLSearchParams({ account }) });
    const back = await this.open(done.headers.get('location')!);
    const page = new URL(back.headers.get('location')!);
    expect(page.origin + page.pathname).toBe(`${runtime.url}/meetings`);
    return page.searchParams.get('code')!;
  }

  token(code: string, code_verifier = this.#verifier): Promise<Response> {
    const redirect_uri = `${runtime.url}/meetings`;
    return tokenCall({ grant_type: 'authorization_code', code, redirect_uri, code_verifier });
  }

  async tokensOf(account: string): Promise<Tokens> {
    return (await (await this.token(await this.logIn(account))).json()) as Tokens;
  }
}

const tokenCall = (body: Readonly<Record<string, string>>, origin = runtime.url): Promise<Response> =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ client_id: 'pages', ...body }),
  });

const bearer = ({ access_token }: Tokens) => ({ Authorization: `Bearer ${access_token}` });

describe('the issuer of npm start', () => {
  it('signs in two organisers, who do not see meetings of one another, and an administrator, who sees both', async () => {
    const [ada, grace, mary] = await Promise.all(['ada', 'grace', 'mary'].map((name) => new Visitor().tokensOf(name)));
    const { body } = await client.send<{ id: string }>('POST', '/schedule', client.lesson(), bearer(ada!));
    const see = async (tokens: Tokens): Promise<number> =>
      (await client.send('GET', `/meetings/${body.id}`, undefined, bearer(tokens))).status;
    expect([await see(ada!), await see(grace!), await see(mary!)]).toEqual([200, 404, 200]);
    expect((await client.send('GET', '/meetings')).status).toBe(401);
  });

  it('leads nobody to another site, nor to a page that is not an organiser page', async () => {
    for (const redirect_uri of [
      'https://evil.example/',
      `${runtime.url}/join`,
      `${runtime.url}.evil.example/meetings`,
    ]) {
      const response = await new Visitor().authorize({ redirect_uri });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('gives tokens only to the browser that began the sign-in', async () => {
    const visitor = new Visitor();
    const code = await visitor.logIn('ada');
    expect((await visitor.token(code, 'x'.repeat(43))).status).toBe(400);
    const withoutPkce = await new Visitor().authorize({ code_challenge: '', code_challenge_method: '' });
    expect(withoutPkce.headers.get('location')).toContain('error=invalid_request');
  });

  it('renews with a refresh token that is valid once', async () => {
    const { refresh_token } = await new Visitor().tokensOf('grace');
    const renew = () => tokenCall({ grant_type: 'refresh_token', refresh_token });
    const renewed = (await (await renew()).json()) as Tokens;
    expect((await client.send('GET', '/meetings', undefined, bearer(renewed))).status).toBe(200);
    expect((await renew()).status).toBe(400);
  });

  it('answers pages of other origins without permission to read, also the join page', async () => {
    for (const origin of ['https://evil.example', new URL(runtime.joinUrl).origin]) {
      const response = await tokenCall({ grant_type: 'authorization_code', code: 'x' }, origin);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it("is in the configuration of organisers' pages, and not of the join page", async () => {
    const configOf = async (url: string) => (await fetch(new URL('/config.json', url))).json();
    expect(await configOf(runtime.url)).toMatchObject({
      signIn: { issuer, clientId: 'pages', scope: 'openid profile' },
    });
    expect(await configOf(runtime.joinUrl)).toEqual({ mail: true });
  });
});
