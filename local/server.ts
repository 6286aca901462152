import { createHash, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { commonHeaders } from '../steps/api/http/respond.ts';
import type { ApiResponse, Route } from '../steps/http-types.ts';
import { Problem } from '../steps/api/http/problem.ts';
import { type RouteName, ROUTES } from '../steps/api/routes.ts';
import type { Pages } from './pages.ts';

export interface ServerOptions {
  /** The handler of a route, for a request about this meeting. */
  route(name: RouteName, meetingId: string | undefined): Route;
  readonly allowedOrigins: readonly string[];
  /** Organiser routes need it in `x-api-key`; undefined leaves them open. */
  readonly apiKey: string | undefined;
  readonly pages: Pages;
  failed(error: unknown): void;
}

/** What API Gateway is on AWS: routes, the organiser's key, CORS, and problems for what no route answers. */
export function makeServer(options: ServerOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    // A path that is not even a path.
    clientErrorHandler: (error, socket) => answerUnread(error.code, socket, options.allowedOrigins),
    frameworkErrors: (_error, request, reply) => void refuse(request, reply, new Problem(400, DETAILS[400]!)),
  });
  // Bodies are the routes' business, whatever they claim to be.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const refuse = (request: FastifyRequest, reply: FastifyReply, problem: Problem): Promise<unknown> =>
    send(reply, {
      status: problem.status,
      headers: {
        ...commonHeaders(options.allowedOrigins, request.headers.origin),
        'Content-Type': 'application/problem+json',
      },
      body: problem.body,
    });

  for (const { name, method, path, organiser } of ROUTES) {
    server.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        if (organiser && !holdsKey(options.apiKey, request.headers['x-api-key']))
          return refuse(request, reply, new Problem(403, "This needs the organiser's key, in the header x-api-key."));
        const params = request.params as Record<string, string>;
        return send(reply, await options.route(name, params['id'])(toApiRequest(request, params)));
      },
    });
  }
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET') return;
    const page = options.pages(request.url.split('?')[0] ?? '', request.headers.accept);
    if (page) await reply.headers(page.headers).send(page.body);
  });
  server.options('/*', async (request, reply) =>
    send(reply, { status: 204, headers: commonHeaders(options.allowedOrigins, request.headers.origin), body: '' }),
  );
  server.setNotFoundHandler(async (request, reply) =>
    refuse(request, reply, new Problem(404, 'There is no such route.')),
  );
  server.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) options.failed(error);
    return refuse(request, reply, new Problem(status, DETAILS[status] ?? 'The request could not be served.'));
  });
  return server;
}

/** A request that could not even be read: there is no reply to send it by, only the connection. */
function answerUnread(code: string | undefined, socket: Socket, allowedOrigins: readonly string[]): void {
  if (!socket.writable) return;
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const { body } = new Problem(status, DETAILS[status]!);
  const headers = {
    ...commonHeaders(allowedOrigins, undefined),
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

const DETAILS: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  413: 'The body is too large.',
  415: 'Send Content-Type: application/json.',
  431: 'The address and the headers are too long.',
};

function toApiRequest(request: FastifyRequest, params: Readonly<Record<string, string>>): Parameters<Route>[0] {
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
    baseUrl: `http://127.0.0.1:${request.socket.localPort}`,
  };
}

function holdsKey(expected: string | undefined, given: string | string[] | undefined): boolean {
  if (expected === undefined) return true;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(expected), digest(given));
}

async function send(reply: FastifyReply, { status, headers, body }: ApiResponse): Promise<FastifyReply> {
  return reply.code(status).headers(headers).send(body);
}
