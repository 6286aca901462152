import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { GUEST_PAGES, ORGANISER_PAGES } from '../web/lib/headers.ts';
import type { Word } from '../web/lib/words.ts';
import type { ApiRequest } from '../steps/http-types.ts';
import { type Credentials, makeCallerOf } from './callers.ts';
import { type BuiltFile, makePages } from './pages.ts';
import { makeServer, type ServerOptions } from './server.ts';
import { startIssuer } from './sign-in/issuer.ts';

interface Options extends Pick<ServerOptions, 'route' | 'ownPage' | 'network' | 'failed'> {
  /** Of the API and organisers' pages; the next ones are those of the join page and of the local issuer. 0 for any free ports. */
  readonly port: number;
  /** Without all of them, everybody may call every route. */
  readonly credentials: Credentials;
  /** Whether organisers sign in at an issuer on this computer, as made-up people. */
  readonly localIssuer: boolean;
  readonly files: readonly BuiltFile[];
  readonly word: Word | undefined;
  /** Those that may call the API. Those of the pages are added. */
  readonly origins: string[];
}

export interface Servers {
  /** Undefined without an issuer on this computer. */
  readonly issuer: string | undefined;
  /** Of the API and organisers' pages. */
  readonly url: string;
  readonly joinUrl: string;
  close(): Promise<void>;
}

/**
 * Two origins, because the join page runs the script of a room's host: the API with organisers' pages, and the join page with
 * the routes of guests.
 */
export async function startServers({
  port,
  files,
  word,
  origins,
  credentials,
  localIssuer,
  ...others
}: Options): Promise<Servers> {
  const { network } = others;
  const shared = { ...others, callerOf: (headers: ApiRequest['headers']) => callerOf(headers) };
  const config = { word, mail: true };
  const site = makeServer({
    ...shared,
    origins,
    pages: (path, accept) => sitePages(path, accept),
    links: '<a href="/">Schedule a meeting</a>, or <a href="/meetings">see all meetings</a>.',
    // Links that were made when the page was at this origin.
    elsewhere: (path) => (path in GUEST_PAGES ? joinUrl : undefined),
  });
  const guests = makeServer({
    ...shared,
    origins,
    guests: true,
    ownPage: () => undefined,
    pages: makePages(files, { pages: GUEST_PAGES, config: () => config }),
    links: 'To join a meeting, open the link that you got for it.',
  });
  const listen = async (server: FastifyInstance, at: number): Promise<number> => {
    await server.listen({ host: network.address, port: at });
    return (server.server.address() as AddressInfo).port;
  };
  const sitePort = await listen(site, port);
  const guestsPort = await listen(guests, port === 0 ? 0 : port + 1);
  const issuer = localIssuer
    ? await startIssuer({ port: port === 0 ? 0 : port + 2, site: network.origins(sitePort) })
    : undefined;
  const callerOf = makeCallerOf(issuer ? { ...credentials, signIn: issuer.signIn } : credentials);
  const joinUrl = `${network.url(guestsPort)}/join`;
  const sitePages = makePages(files, {
    pages: ORGANISER_PAGES,
    config: () => ({ ...config, joinUrl, ...(issuer && { signIn: issuer.config }) }),
    issuer: issuer && [issuer.config.issuer],
  });
  origins.unshift(...network.origins(sitePort), ...network.origins(guestsPort));
  return {
    issuer: issuer?.config.issuer,
    url: network.url(sitePort),
    joinUrl,
    close: async () => {
      issuer?.stop();
      await Promise.all([site.close(), guests.close()]);
    },
  };
}
