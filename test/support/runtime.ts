import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, type Client, createClient, parseLink, type RouteResponse } from '../../client/client.ts';
import type { RequestBody } from '../../steps/api/http/operations.ts';
import type { MeetingDetails, OpenRoom, Receipt } from '../../steps/api/http/response-schemas.ts';
import { requireDescribed } from './openapi.ts';
import { steadyTime } from './steady-time.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime.ts';

const realTime = steadyTime();

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'elephant-test-'));

/** Starts a runtime on a free port in a new folder, and removes both after `act`. */
export async function withRuntime(
  options: Partial<RuntimeOptions>,
  act: (client: RuntimeClient, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const dataDir = options.dataDir ?? newFolder();
  const lines: string[] = [];
  const runtime = await startRuntime({
    port: 0,
    speed: 1,
    realTime,
    dataDir,
    bootTime: () => 20_000,
    origins: [],
    write: (line) => lines.push(line),
    ...options,
  });
  try {
    await act(new RuntimeClient(runtime, options.apiKey), runtime);
  } finally {
    await runtime.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

export interface RawResponse<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** The API of a runtime, as a page or an organiser's program uses it. Checks every response against the OpenAPI document. */
export class RuntimeClient {
  readonly url: string;
  /** Typed calls. */
  readonly api: Client;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime, apiKey?: string) {
    this.url = runtime.url;
    this.#runtime = runtime;
    const described: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const url = input instanceof Request ? input.url : input.toString();
      const path = url.slice(runtime.url.length);
      requireDescribed(init?.method ?? 'GET', path, response, await response.clone().text());
      return response;
    };
    this.api = createClient({
      base: runtime.url,
      apiKey: () => apiKey,
      fetch: described,
      init: { redirect: 'manual' },
    });
  }

  /** Any request, valid or not. A string as body is sent unchanged. */
  async send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<RawResponse<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    requireDescribed(method, path, response, text);
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  /** An instant so many minutes from now on the runtime's clock. */
  inMinutes(minutes: number): string {
    return new Date(this.#runtime.clock.now() + minutes * 60_000).toISOString();
  }

  /** A valid body of `POST /schedule`. */
  lesson(): RequestBody<'schedule'> {
    return {
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: this.inMinutes(30),
      frontend_base_url: this.#runtime.joinUrl,
    };
  }

  /** @throws Error unless the meeting is scheduled */
  async schedule(fields: Partial<RequestBody<'schedule'>> = {}): Promise<Receipt> {
    return bodyOf(await this.api.schedule({ ...this.lesson(), ...fields }));
  }

  presence(link: string, event: RequestBody<'presence'>['event']): Promise<RouteResponse<'presence'>> {
    return this.api.presence(parseLink(link), event);
  }

  join(link: string): Promise<RouteResponse<'join'>> {
    return this.api.join(parseLink(link));
  }

  /** The open room, once it is open. */
  openRoom(link: string): Promise<OpenRoom> {
    return this.until(async () => {
      const response = await this.join(link);
      return response.ok && response.status === 200 && response.body;
    });
  }

  /** Returns the first truthy result of `read`, which runs every half minute of the runtime's clock, for six hours. */
  async until<T>(read: () => Promise<T | undefined | false>): Promise<T> {
    for (let reads = 0; reads < 720; reads++) {
      const found = await read();
      if (found) return found;
      await this.pass(0.5);
    }
    throw new Error('no result within six hours of the runtime');
  }

  /** Resolves after so many minutes on the runtime's clock. */
  pass(minutes: number): Promise<void> {
    return new Promise((resolve) => {
      this.#runtime.clock.at(this.#runtime.clock.now() + minutes * 60_000, resolve);
    });
  }

  /** The meeting, once it has ended. */
  ended(id: string): Promise<MeetingDetails> {
    return this.until(async () => {
      const meeting = bodyOf(await this.api.getMeeting(id));
      return meeting.status === 'ENDED' && meeting;
    });
  }
}
