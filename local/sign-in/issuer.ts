import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import type { Account, Context } from 'oidc-provider';
import { OidcSignIn } from '../../steps/aws/oidc-sign-in.ts';
import type { SignIn } from '../../steps/identity/ports.ts';
import { ORGANISER_PAGES } from '../../web/lib/headers.ts';
import type { SignInConfig } from '../../web/lib/site-file.ts';
import { LOOPBACK } from '../network/network.ts';
import { ACCOUNTS } from './accounts.ts';
import { loginPage, logoutPage, page } from './login-page.ts';
import { ADMINISTRATORS, AUDIENCE, CLIENT_ID, SCOPE } from './settings.ts';

export interface LocalIssuer {
  /** Checks the access tokens, as on AWS. */
  readonly signIn: SignIn;
  /** For the pages. */
  readonly config: SignInConfig;
  stop(): void;
}

interface Options {
  /** 0 for any free port. */
  readonly port: number;
  /** Origins of organisers' pages. */
  readonly site: readonly string[];
}

/** Seconds. */
const TEN_MINUTES = 600;
const DAY = 86_400;

/**
 * Starts an issuer of OpenID Connect for this computer, with made-up people. It forgets its sessions and keys when it stops. Its name
 * differs from the address that `npm start` prints for the pages, so that no other server of the runtime gets its cookies.
 */
export async function startIssuer({ port, site }: Options): Promise<LocalIssuer> {
  // A development dependency, which only this option needs.
  const [{ default: Provider }, { default: MemoryAdapter }] = await Promise.all([
    import('oidc-provider'),
    import('oidc-provider/lib/adapters/memory_adapter.js'),
  ]);
  // A class of its own: the library warns about its own one, which forgets everything when the process ends.
  const adapter = class extends MemoryAdapter {};
  const server = createServer().listen(port, LOOPBACK.address);
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, { ...configuration(site), adapter, jwks: { keys: [await newKey()] } });
  const answer = provider.callback();
  const login = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return html(response, 200, loginPage());
    const accountId = new URLSearchParams(await text(request)).get('account') ?? '';
    if (!accountOf(accountId)) return html(response, 400, loginPage());
    await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!LOOPBACK.isOwn(request.headers.host))
      return html(response, 421, page('This is the sign-in of another site', ''));
    if (!request.url?.startsWith(LOGIN)) return answer(request, response);
    login(request, response).catch(() => html(response, 400, page('Open the pages again to sign in', '')));
  });
  const settings = {
    issuer,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    roleClaim: 'groups',
    administratorRole: ADMINISTRATORS,
    usageKey: randomBytes(16).toString('hex'),
  };
  return {
    signIn: new OidcSignIn(settings),
    config: { issuer, clientId: CLIENT_ID, scope: SCOPE },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const LOGIN = '/login/';

/** Without `form-action`: browsers apply it to redirects, too, and the pages have another origin. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

const newKey = async () => ({
  ...(await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey)),
  alg: 'RS256',
  use: 'sig',
});

const accountOf = (id: string) => ACCOUNTS.find((account) => account.id === id);

/** A public client with PKCE, and access tokens in the form of JWT for the API. Nobody is asked for consent. */
const configuration = (site: readonly string[]) => ({
  clients: [
    {
      client_id: CLIENT_ID,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: site.flatMap((origin) => Object.keys(ORGANISER_PAGES).map((path) => origin + path)),
      post_logout_redirect_uris: site.map((origin) => `${origin}/`),
    },
  ],
  clientBasedCORS: (_context: Context, origin: string) => site.includes(origin),
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: { openid: ['sub'], profile: ['name'] },
  // So that the pages need no second request to say who is signed in.
  conformIdTokenClaims: false,
  findAccount: (_context: Context, id: string): Account | undefined => {
    const account = accountOf(id);
    return account && { accountId: id, claims: () => ({ sub: id, name: account.name }) };
  },
  extraTokenClaims: (_context: Context, { accountId = '' }: { readonly accountId?: string }) => ({
    groups: accountOf(accountId)?.groups,
  }),
  interactions: { url: (_context: Context, { uid }: { readonly uid: string }) => LOGIN + uid },
  loadExistingGrant: async ({ oidc }: Context) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(SCOPE);
    await grant.save();
    return grant;
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  pkce: { required: () => true },
  renderError: (context: Context) => {
    context.type = 'html';
    context.body = page('The sign-in is not possible', '<p>Open the pages again.</p>');
  },
  ttl: {
    AccessToken: TEN_MINUTES,
    IdToken: TEN_MINUTES,
    Interaction: DAY,
    Grant: DAY,
    RefreshToken: DAY,
    Session: DAY,
  },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: TEN_MINUTES,
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context: Context, form: string) => {
        context.type = 'html';
        context.body = logoutPage(form);
      },
    },
  },
});

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(body);
}
