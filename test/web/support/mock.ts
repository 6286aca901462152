import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Route } from 'playwright-core';
import { makePages, readFiles } from '../../../local/pages.ts';
import type { Joining } from '../../../web/lib/api.ts';
import type { Meeting, PreviewBody } from '../../../web/lib/wire.ts';
import { serveTestRoom } from './room.ts';
import {
  attendance,
  definition,
  deliveries,
  detailsOf,
  failedRun,
  NOW,
  overview,
  past,
  receiptFor,
  recorded,
  running,
  upcoming,
  webhooks,
} from './fixtures.ts';
import { allSeries, datesOf, longer, weekly } from './series.ts';

/** Jitsi rooms of the tests are subdomains of this domain. */
export const ROOMS = 'rooms.test';

/** Serves the built pages on a free port, with the headers of a deployment. */
export async function servePages(): Promise<{ readonly origin: string; readonly server: Server }> {
  const pages = makePages(readFiles(), { rooms: ROOMS });
  const server = createServer(({ url = '/', headers }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const page = pages(pathname === '/room' ? '/room.html' : pathname, headers.accept);
    if (page) response.writeHead(200, page.headers).end(page.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  serveTestRoom(server, origin);
  return { origin, server };
}

export interface MockOptions {
  readonly join?: Joining | { readonly status: number; readonly body: object };
  /** All of the list. */
  readonly meetings?: readonly Meeting[];
  readonly schedule?: { readonly status: number; readonly body: object };
  /** Of the server's clock. */
  readonly speed?: number;
}

/** Replaces the API of a page by fixed responses. */
export async function mockApi(
  page: Page,
  origin: string,
  { join, meetings = [...upcoming, ...past], schedule, speed = 1 }: MockOptions = {},
): Promise<void> {
  const now = new Date(NOW).toISOString();
  const json = (route: Route, body: object, status = 200): Promise<void> =>
    route.fulfill({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ now, clock_speed: speed, ...body }),
    });
  const api = (path: string, respond: (route: Route, id: string) => Promise<void>): Promise<unknown> => {
    const pattern = new RegExp(`^${path}$`);
    return page.route(
      (url) => pattern.test(url.pathname),
      async (route) => {
        const { pathname } = new URL(route.request().url());
        const isPage = route.request().resourceType() === 'document';
        await (isPage ? route.continue() : respond(route, pattern.exec(pathname)?.[1] ?? ''));
      },
    );
  };
  const findMeeting = (id: string) => meetings.find((meeting) => meeting.id === id);
  await api('/config.json', (route) => json(route, {}));
  await api('/health', (route) => json(route, { status: 'ok' }));
  await api('/schedule', (route) => json(route, schedule?.body ?? receiptFor(origin), schedule?.status));
  await api('/series', (route) => json(route, route.request().method() === 'POST' ? weekly : { series: allSeries }));
  await api('/series/(\\w+)', (route) => json(route, longer));
  await api('/series/preview', (route) =>
    json(route, { occurrences: datesOf(route.request().postDataJSON() as PreviewBody) }),
  );
  await api('/series/(\\w+)/links', (route) => json(route, receiptFor(origin)));
  await api('/meetings', (route) => json(route, { meetings }));
  await api('/meetings/(\\w+)', (route, id) => {
    const meeting = findMeeting(id);
    return meeting ? json(route, detailsOf(meeting)) : json(route, { detail: 'There is no such meeting.' }, 404);
  });
  await api('/overview', (route) => json(route, overview));
  await api('/reports/attendance', (route) => json(route, attendance));
  await api('/webhooks', (route) => json(route, webhooks));
  await api('/webhooks/(\\w+)/deliveries', (route) => json(route, deliveries));
  await api('/workflow', (route) => json(route, { definition }));
  await api('/meetings/(\\w+)/execution', (route, id) =>
    json(route, findMeeting(id)?.outcome === 'FAILED' ? failedRun : running),
  );
  await api('/meetings/(\\w+)/actions', (route) => json(route, { actions: recorded }));
  await api('/meetings/(\\w+)/presence', (route) => route.fulfill({ status: 204 }));
  await api('/meetings/(\\w+)/feedback', (route) => route.fulfill({ status: 204 }));
  await api('/join/.*', (route) => {
    if (!join) return json(route, {}, 404);
    return 'open' in join ? json(route, join.answer, join.open ? 200 : 202) : json(route, join.body, join.status);
  });
}
