import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Call, callOf } from '../privilege/calls.ts';
import { LINK_KEY_HEADER } from '../../steps/api/route-spec.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { listen } from '../support/listen.ts';
import type { FakeBuildHosts } from './fake-build-hosts.ts';
import type { FakeHosts } from './fake-hosts.ts';
import { createImage, isImageAction } from './moto-images.ts';

type Headers = Readonly<Record<string, string>>;

/** Base URLs. */
interface Emulators {
  readonly ministack: string;
  readonly moto: string;
}

const INVOKE = '/2015-03-31/functions/';
const APIS = '/restapis/';

/**
 * An HTTP proxy before the emulators. It records every call of a deployed function, and every request to the API. It sends
 * calls of Step Functions and of images to moto and all others to MiniStack, and gives instances the addresses of the fake
 * hosts.
 */
export class AwsProxy {
  readonly calls: Call[] = [];
  /** Tags of all instances in responses, by instance id. MiniStack forgets an instance a minute after its end. */
  readonly tags = new Map<string, Readonly<Record<string, string>>>();
  /** Addresses of the requests to the API, with their query strings: what AWS X-Ray records of a request. */
  readonly addresses: string[] = [];
  readonly taskTokens = new Set<string>();
  /** The keys of links and hosts in requests to the API. */
  readonly linkKeys = new Set<string>();
  readonly #server: Server;
  readonly #emulators: Emulators;
  readonly #hosts: FakeHosts;
  readonly #buildHosts: FakeBuildHosts;
  readonly #signedInKey: string;
  #port = 0;

  /** @param signedInKey the API key under which requests with a token are counted */
  constructor(emulators: Emulators, hosts: FakeHosts, buildHosts: FakeBuildHosts, signedInKey: string) {
    this.#emulators = emulators;
    this.#hosts = hosts;
    this.#buildHosts = buildHosts;
    this.#signedInKey = signedInKey;
    this.#server = createServer((request, response) => {
      this.#forward(request, response).catch((error: unknown) => {
        response.statusCode = 502;
        response.end(String(error));
      });
    });
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    this.#port = await listen(this.#server);
  }

  /** Base URL of a deployed API. MiniStack serves all APIs at its own address. */
  apiUrl(apiId: string, stage: string): string {
    return `http://127.0.0.1:${this.#port}${APIS}${apiId}/${stage}/_user_request_`;
  }

  /** The AWS endpoint for one function. Its path names the function. */
  endpointFor(functionName: string): string {
    return `http://127.0.0.1:${this.#port}/${functionName}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.url?.startsWith(INVOKE)) return this.#invoke(request.url, body, response);
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    if (request.url?.startsWith(APIS)) {
      this.addresses.push(request.url);
      const key = headers[LINK_KEY_HEADER.toLowerCase()];
      if (key !== undefined) this.linkKeys.add(key);
      // API Gateway takes the key that the authorizer names; MiniStack reads the header.
      const named = headers['authorization'] === undefined ? headers : { ...headers, 'x-api-key': this.#signedInKey };
      return respond(response, await this.#send(this.#emulators.ministack + request.url, request, named, body));
    }
    const [, functionName = '', ...path] = (request.url ?? '').split('/');
    const call = callOf(functionName, {
      method: request.method ?? '',
      path: `/${path.join('/')}`,
      headers,
      body: body.toString(),
    });
    this.calls.push(call);
    const taskToken = /"taskToken":"([^"]+)"/.exec(body.toString())?.[1];
    if (taskToken !== undefined) this.taskTokens.add(taskToken);
    if (call.action === 'ec2:CreateImage')
      return void response.end(await createImage(this.#emulators.moto, call.parameters));
    const isOfMoto = call.action.startsWith('states:') || isImageAction(call.action);
    const base = isOfMoto ? this.#emulators.moto : this.#emulators.ministack;
    const upstream = await this.#send(`${base}/${path.join('/')}`, request, headers, body);
    await respond(response, upstream, (text) =>
      call.action.startsWith('ec2:') ? this.#withAddresses(text) : Promise.resolve(text),
    );
  }

  #send(url: string, { method = 'POST' }: IncomingMessage, headers: Headers, body: Buffer): Promise<Response> {
    const { host: _host, connection: _connection, 'content-length': _length, expect: _expect, ...forwarded } = headers;
    return fetch(url, { method, redirect: 'manual', headers: forwarded, ...(body.length > 0 && { body }) });
  }

  /**
   * Forwards the workflow's invocation of a function. Lambda returns the name of an error, which the workflow matches.
   * MiniStack returns `Runtime.HandlerError` for every error, so the name is taken from the function's log.
   */
  async #invoke(path: string, body: Buffer, response: ServerResponse): Promise<void> {
    const upstream = await fetch(this.#emulators.ministack + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' },
      body,
    });
    const text = await upstream.text();
    const functionError = upstream.headers.get('x-amz-function-error');
    response.statusCode = upstream.status;
    if (functionError === null) return void response.end(text);
    const log = Buffer.from(upstream.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    const name = [...log.matchAll(/"error":\{"name":"(\w+)"/g)].at(-1)?.[1];
    response.setHeader('x-amz-function-error', functionError);
    response.end(name === undefined ? text : text.replace('Runtime.HandlerError', name));
  }

  /** Replaces the public names and addresses of instances by those of the fake hosts. */
  async #withAddresses(xml: string): Promise<string> {
    let result = '';
    for (const part of xml.split(/(?=<instanceId>)/)) {
      const instanceId = /^<instanceId>(i-\w+)/.exec(part)?.[1];
      const tags = Object.fromEntries(
        [...part.matchAll(/<key>([^<]+)<\/key>\s*<value>([^<]*)/g)].map(([, key = '', value = '']) => [key, value]),
      );
      const { [TAGS.meeting]: meetingId, [TAGS.build]: build, [TAGS.role]: role = '' } = tags;
      if (instanceId !== undefined && (meetingId ?? build) !== undefined) this.tags.set(instanceId, tags);
      if (instanceId !== undefined && meetingId !== undefined) {
        const address = await this.#hosts.addressOf(instanceId, meetingId);
        result += part.replace(/<dnsName>[^<]*/, `<dnsName>${address}`);
      } else if (instanceId !== undefined && build !== undefined) {
        const address = await this.#buildHosts.addressOf(instanceId, build, role);
        result += part.replace(/<ipAddress>[^<]*/, `<ipAddress>${address}`);
      } else result += part;
    }
    return result;
  }
}

async function respond(
  response: ServerResponse,
  upstream: Response,
  change = (text: string): Promise<string> => Promise.resolve(text),
): Promise<void> {
  const text = await upstream.text();
  response.statusCode = upstream.status;
  for (const [name, value] of upstream.headers)
    if (!/^(content-length|content-encoding|transfer-encoding|connection)$/.test(name)) response.setHeader(name, value);
  response.end(await change(text));
}
