import { strictEqual } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { REGION } from './clients.ts';

/** One of the addresses of organisers' pages, with the default of `allowedOrigins`. */
const REDIRECT = 'http://localhost:3000/meetings';
const PASSWORD = 'Correct-horse-1';

/** The user pool of the stack, at MiniStack: accounts, and the sign-in of the pages. */
export class UserPool {
  readonly #address: string;
  readonly #id: string;
  #client = '';

  constructor(ministack: string, id: string) {
    this.#address = ministack;
    this.#id = id;
  }

  async add(email: string, group?: string): Promise<void> {
    const attributes = { email, email_verified: 'true' };
    await this.#call('AdminCreateUser', {
      Username: email,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      MessageAction: 'SUPPRESS',
    });
    await this.#call('AdminSetUserPassword', { Username: email, Password: PASSWORD, Permanent: true });
    if (group !== undefined) await this.#call('AdminAddUserToGroup', { Username: email, GroupName: group });
  }

  /** Signs in as a page does, with code and PKCE. */
  async signIn(email: string): Promise<{ readonly access_token: string; readonly id_token: string }> {
    const client_id = (this.#client ||= await this.#clientId());
    const verifier = randomBytes(32).toString('base64url');
    const request = {
      client_id,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    const page = await this.#post('/login', { ...request, auth_flow: 'USER_AUTH', username: email });
    const [, ua_token = ''] = /name="ua_token" value="([^"]+)"/.exec(await page.text()) ?? [];
    const answer = await this.#post('/login', { ua_token, password: PASSWORD });
    strictEqual(answer.status, 302, `sign-in of ${email}`);
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const tokens = await this.#post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id,
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    });
    strictEqual(tokens.status, 200, `tokens of ${email}`);
    return (await tokens.json()) as { access_token: string; id_token: string };
  }

  async #clientId(): Promise<string> {
    const { UserPoolClients } = await this.#call<{ UserPoolClients: { ClientId: string }[] }>(
      'ListUserPoolClients',
      {},
    );
    return UserPoolClients[0]?.ClientId ?? '';
  }

  async #call<T>(operation: string, body: object): Promise<T> {
    const response = await fetch(this.#address, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        // MiniStack reads the account and the Region, and checks no signature.
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ UserPoolId: this.#id, ...body }),
    });
    const text = await response.text();
    strictEqual(response.status, 200, `${operation}: ${text}`);
    return JSON.parse(text || '{}') as T;
  }

  #post(path: string, form: Record<string, string>): Promise<Response> {
    return fetch(`${this.#address}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  }
}
