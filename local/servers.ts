import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { GUEST_PAGES, ORGANISER_PAGES } from '../web/lib/headers.ts';
import type { Word } from '../web/lib/words.ts';
import { type BuiltFile, makePages } from './pages.ts';
import { makeServer, type ServerOptions } from './server.ts';

interface Options extends Pick<ServerOptions, 'route' | 'callerOf' | 'ownPage' | 'network' | 'failed'> {
  /** Of the API and organisers' pages; the next one is that of the join page. 0 for any free ports. */
  readonly port: number;
  readonly files: readonly BuiltFile[];
  readonly word: Word | undefined;
  /** Those that may call the API. Those of the pages are added. */
  readonly origins: string[];
}

export interface Servers {
  /** Of the API and organisers' pages. */
  readonly url: string;
  readonly joinUrl: string;
  close(): Promise<void>;
}

/**
 * Two origins, because the join page runs the script of a room's host: the API with organisers' pages, and the join page with
 * the routes of guests.
 */
export async function startServers({ port, files, word, origins, ...shared }: Options): Promise<Servers> {
  const { network } = shared;
  const config = () => ({ word, mail: true, joinUrl });
  const site = makeServer({
    ...shared,
    origins,
    pages: makePages(files, { pages: ORGANISER_PAGES, config }),
    links: '<a href="/">Schedule a meeting</a>, or <a href="/meetings">see all meetings</a>.',
    // Links that were made when the page was at this origin.
    elsewhere: (path) => (path in GUEST_PAGES ? joinUrl : undefined),
  });
  const guests = makeServer({
    ...shared,
    origins,
    guests: true,
    ownPage: () => undefined,
    pages: makePages(files, { pages: GUEST_PAGES, config }),
    links: 'To join a meeting, open the link that you got for it.',
  });
  const listen = async (server: FastifyInstance, at: number): Promise<number> => {
    await server.listen({ host: network.address, port: at });
    return (server.server.address() as AddressInfo).port;
  };
  const sitePort = await listen(site, port);
  const guestsPort = await listen(guests, port === 0 ? 0 : port + 1);
  const joinUrl = `${network.url(guestsPort)}/join`;
  origins.unshift(...network.origins(sitePort), ...network.origins(guestsPort));
  return {
    url: network.url(sitePort),
    joinUrl,
    close: async () => {
      await Promise.all([site.close(), guests.close()]);
    },
  };
}
