import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Call, callOf } from '../privilege/calls.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import type { Machines } from './machines.ts';

/** Where calls go. */
export interface Emulators {
  readonly ministack: string;
  readonly moto: string;
}

const INVOKE = '/2015-03-31/functions/';

/**
 * Stands between the deployed functions and the emulators. Each function calls it under a path of its own, so every call is
 * noted with who made it; Step Functions is moto's, all else MiniStack's; and instances get an address that answers.
 */
export class Switchboard {
  readonly calls: Call[] = [];
  /** Tags of every instance that was ever shown to a function; MiniStack forgets ended ones within minutes. */
  readonly tags = new Map<string, Readonly<Record<string, string>>>();
  readonly #server: Server;
  readonly #emulators: Emulators;
  readonly #machines: Machines;
  #port = 0;

  constructor(emulators: Emulators, machines: Machines) {
    this.#emulators = emulators;
    this.#machines = machines;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch((error: unknown) => {
        response.statusCode = 502;
        response.end(String(error));
      });
    });
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    this.#port = bound.port;
  }

  /** The AWS endpoint of one function. */
  endpointFor(functionName: string): string {
    return `http://127.0.0.1:${this.#port}/${functionName}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.url?.startsWith(INVOKE)) return this.#invoke(request.url, body, response);
    const [, functionName = '', ...path] = (request.url ?? '').split('/');
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const call = callOf(functionName, {
      method: request.method ?? '',
      path: `/${path.join('/')}`,
      headers,
      body: body.toString(),
    });
    this.calls.push(call);
    const base = call.action.startsWith('states:') ? this.#emulators.moto : this.#emulators.ministack;
    const { host: _host, connection: _connection, 'content-length': _length, expect: _expect, ...passed } = headers;
    const answer = await fetch(`${base}/${path.join('/')}`, {
      method: request.method ?? 'POST',
      headers: passed,
      ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers)
      if (!/^(content-length|content-encoding|transfer-encoding|connection)$/.test(name))
        response.setHeader(name, value);
    response.end(call.action.startsWith('ec2:') ? await this.#addressed(text) : text);
  }

  /**
   * The workflow's call of a function. MiniStack calls every error `Runtime.HandlerError`; Lambda, by its documentation, says
   * the error's own name, on which the workflow matches. The function's log has it.
   */
  async #invoke(path: string, body: Buffer, response: ServerResponse): Promise<void> {
    const answer = await fetch(this.#emulators.ministack + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' },
      body,
    });
    const text = await answer.text();
    const fault = answer.headers.get('x-amz-function-error');
    response.statusCode = answer.status;
    if (fault === null) return void response.end(text);
    const log = Buffer.from(answer.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    const name = [...log.matchAll(/"error":\{"name":"(\w+)"/g)].at(-1)?.[1];
    response.setHeader('x-amz-function-error', fault);
    response.end(name === undefined ? text : text.replace('Runtime.HandlerError', name));
  }

  /** The same instances, with public names that answer. */
  async #addressed(xml: string): Promise<string> {
    let addressed = '';
    for (const part of xml.split(/(?=<instanceId>)/)) {
      const instanceId = /^<instanceId>(i-\w+)/.exec(part)?.[1];
      const tags = Object.fromEntries(
        [...part.matchAll(/<key>([^<]+)<\/key>\s*<value>([^<]*)/g)].map(([, key = '', value = '']) => [key, value]),
      );
      const meetingId = tags[TAGS.meeting];
      if (instanceId !== undefined && meetingId !== undefined) this.tags.set(instanceId, tags);
      if (instanceId === undefined || meetingId === undefined) addressed += part;
      else {
        const address = await this.#machines.addressOf(instanceId, meetingId);
        addressed += part.replace(/<dnsName>[^<]*/, `<dnsName>${address}`);
      }
    }
    return addressed;
  }
}
