import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { commonHeaders, PREFLIGHT_MAX_AGE } from '../steps/api/http/cors.ts';
import type { Caller } from '../steps/domain/organisers.ts';
import type { ApiRequest, ApiResponse, Route } from '../steps/http-types.ts';
import { notFound, Problem } from '../steps/api/http/problem.ts';
import { type RouteName, ROUTES } from '../steps/api/routes.ts';
import type { OutboxPage } from './outbox/pages.ts';
import type { Network } from './network/network.ts';
import { securityHeaders } from '../web/lib/headers.ts';
import { encoded, type Pages, unknownAddressPage } from './pages.ts';

export interface ServerOptions {
  /** The handler of a route. `meetingId` is the id in the path, if any. */
  route(name: RouteName, meetingId: string | undefined): Route;
  /** May change after the start: the server's own origin is known once it listens. */
  readonly origins: readonly string[];
  /** Who calls a route of organisers. @throws Problem */
  callerOf(headers: ApiRequest['headers']): Promise<Caller>;
  readonly pages: Pages;
  /** What the page at an unknown address says, with links. */
  readonly links: string;
  /** Only the routes of guests. */
  readonly guests?: boolean;
  /** The address of a page at another origin. */
  elsewhere?(path: string): string | undefined;
  /** A page that only this computer may read. */
  ownPage(path: string): OutboxPage | undefined;
  readonly network: Network;
  /** Called for unexpected errors. */
  failed(error: unknown): void;
}

/** Stands in for API Gateway: routes, callers, CORS, and problems for requests that reach no route. */
export function makeServer(options: ServerOptions): FastifyInstance {
  const { network } = options;
  const server = fastify({
    serverFactory: (handler) => network.createServer(handler),
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    // Malformed requests and URLs.
    clientErrorHandler: (error, socket) => rejectUnparsed(error.code, socket, options.origins),
    frameworkErrors: (_error, request, reply) => void refuse(request, reply, rejection(400)),
  });
  // The routes parse the bodies and check the content type.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const refuse = (request: FastifyRequest, reply: FastifyReply, problem: Problem): Promise<unknown> =>
    send(reply, {
      status: problem.status,
      headers: {
        ...commonHeaders(options.origins, request.headers.origin),
        'Content-Type': 'application/problem+json',
        ...problem.headers,
      },
      body: problem.body,
    });

  for (const { name, method, path, organiser } of ROUTES) {
    if (options.guests && organiser) continue;
    server.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const params = request.params as Record<string, string>;
        const asked = toApiRequest(request, params, network);
        const caller = organiser ? await options.callerOf(asked.headers) : undefined;
        return send(reply, await options.route(name, params['id'])({ ...asked, caller }));
      },
    });
  }
  server.addHook('onRequest', async (request, reply) => {
    if (!network.isOwn(request.headers.host)) return refuse(request, reply, rejection(421));
    if (request.method !== 'GET') return;
    const [path = '', query] = request.url.split('?', 2);
    const elsewhere = options.elsewhere?.(path);
    if (elsewhere !== undefined) {
      const headers = { ...securityHeaders({}), 'Cache-Control': 'no-store' };
      return reply.headers(headers).redirect(query === undefined ? elsewhere : `${elsewhere}?${query}`);
    }
    const own = isOfThisComputer(request) ? options.ownPage(path) : undefined;
    if (own) return reply.headers(own.headers).send(own.body);
    const page = options.pages(path, request.headers.accept);
    if (!page) return;
    const { body, headers } = encoded(page, request.headers['accept-encoding']);
    await reply.headers(headers).send(body);
  });
  server.options('/*', async (request, reply) =>
    send(reply, {
      status: 204,
      headers: {
        ...commonHeaders(options.origins, request.headers.origin),
        'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE),
      },
      body: '',
    }),
  );
  server.setNotFoundHandler(async (request, reply) => {
    if (request.method !== 'GET' || !request.headers.accept?.includes('text/html'))
      return refuse(request, reply, notFound('There is no such route.'));
    const headers = { ...securityHeaders({}), 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
    return reply.code(404).headers(headers).send(unknownAddressPage(options.links));
  });
  server.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    if (error instanceof Problem) return refuse(request, reply, error);
    const status = error.statusCode ?? 500;
    if (status >= 500) options.failed(error);
    return refuse(request, reply, rejection(status));
  });
  return server;
}

/** Writes to the socket, because Fastify has no reply for a request that Node.js can't parse. */
function rejectUnparsed(code: string | undefined, socket: Socket, origins: readonly string[]): void {
  if (!socket.writable) return;
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const { body } = rejection(status);
  const headers = {
    ...commonHeaders(origins, undefined),
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

function rejection(status: number): Problem {
  const message = DETAILS[status] ?? 'The request failed.';
  return new Problem(status, message, status < 500 ? [{ field: 'request', message, code: 'INVALID' }] : []);
}

const DETAILS: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  413: 'The body is too large.',
  415: 'The header Content-Type must be application/json.',
  421: 'The header Host has the name of another site.',
  431: 'The URL and the headers are too long.',
};

function toApiRequest(
  request: FastifyRequest,
  params: Readonly<Record<string, string>>,
  network: Network,
): Parameters<Route>[0] {
  const flat = (values: Readonly<Record<string, unknown>>): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        Array.isArray(value) ? String(value.at(-1)) : (value as string | undefined),
      ]),
    );
  return {
    method: request.method,
    params,
    query: flat(request.query as Record<string, unknown>),
    headers: flat(request.headers),
    body: typeof request.body === 'string' ? request.body : undefined,
    baseUrl: network.url(request.socket.localPort ?? 0),
  };
}

/** Mails have personal links, so other devices in the network cannot read them. */
const isOfThisComputer = ({ socket: { remoteAddress, localAddress } }: FastifyRequest): boolean =>
  remoteAddress !== undefined && remoteAddress === localAddress;

async function send(reply: FastifyReply, { status, headers, body }: ApiResponse): Promise<FastifyReply> {
  return reply.code(status).headers(headers).send(body);
}
