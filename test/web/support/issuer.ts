export const SITE = 'https://lessons.test';

/** As `sessionStorage`. */
export function memoryStorage() {
  const entries = new Map<string, string>();
  return {
    getItem: (name: string) => entries.get(name) ?? null,
    setItem: (name: string, value: string) => void entries.set(name, value),
    removeItem: (name: string) => void entries.delete(name),
    key: (index: number) => [...entries.keys()][index] ?? null,
    clear: () => entries.clear(),
    get length() {
      return entries.size;
    },
    all: (): Record<string, string> => Object.fromEntries(entries),
  };
}

type Fields = Readonly<Record<string, string>>;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const json = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

/** An issuer and an API behind `fetch`. Each code and each refresh token is the name of a person. */
export class FakeIssuer {
  /** Calls that exchanged a code. */
  readonly exchanged: Fields[] = [];
  readonly apiCalls: Fields[] = [];
  renewals = 0;
  renews = true;
  down = false;
  hasLogout = true;
  #tokens = 0;
  readonly #revoked = new Set<string>();
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = async (input, init = {}) => this.#answer(input as string, init);
  }

  stop(): void {
    globalThis.fetch = this.#fetch;
  }

  /** The address to which the issuer leads a person who signed in. */
  answer(asked: URL, sub: string): string {
    const { redirect_uri = '', state = '' } = Object.fromEntries(asked.searchParams);
    return `${redirect_uri}?${new URLSearchParams({ code: sub, state }).toString()}`;
  }

  /** From now on the API refuses this access token. */
  revoke(token: string): void {
    this.#revoked.add(`Bearer ${token}`);
  }

  #answer(url: string, init: RequestInit): Response {
    if (url.startsWith('https://api.test/')) {
      const headers = (init.headers ?? {}) as Fields;
      this.apiCalls.push(headers);
      const { Authorization } = headers;
      return json({}, Authorization === undefined || this.#revoked.has(Authorization) ? 401 : 200);
    }
    if (this.down) throw new TypeError('failed to fetch');
    if (url.endsWith('/.well-known/openid-configuration'))
      return json({
        issuer: 'https://login.test',
        authorization_endpoint: 'https://login.test/auth',
        token_endpoint: 'https://login.test/token',
        ...(this.hasLogout && { end_session_endpoint: 'https://login.test/logout' }),
      });
    return this.#token(Object.fromEntries(init.body as URLSearchParams));
  }

  #token(body: Fields): Response {
    if (body['grant_type'] === 'refresh_token') {
      if (!this.renews) return json({ error: 'invalid_grant' }, 400);
      this.renewals += 1;
    } else this.exchanged.push(body);
    const sub = body['code'] ?? body['refresh_token']!;
    const claims = { sub, name: `Name of ${sub}`, iss: 'https://login.test', aud: 'pages', iat: 0, exp: 9_999_999_999 };
    return json({
      access_token: `access-${++this.#tokens}-${sub}`,
      refresh_token: sub,
      id_token: `${part({ alg: 'RS256' })}.${part(claims)}.signature`,
      token_type: 'Bearer',
      expires_in: 3600,
    });
  }
}
