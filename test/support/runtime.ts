import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustBeDescribed } from './openapi.ts';
import { steadyTime } from './steady-time.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime.ts';

const world = steadyTime();

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'elephant-test-'));

/** Starts a runtime on a free port with a temporary data folder, and stops it after `act`. */
export async function withRuntime(
  options: Partial<RuntimeOptions>,
  act: (client: Client, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const dataDir = options.dataDir ?? newFolder();
  const lines: string[] = [];
  const runtime = await startRuntime({
    port: 0,
    speed: 1,
    realTime: world,
    dataDir,
    bootTime: () => 20_000,
    origins: [],
    write: (line) => lines.push(line),
    ...options,
  });
  try {
    await act(new Client(runtime), runtime);
  } finally {
    await runtime.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

export interface Receipt {
  readonly id: string;
  readonly jitsi_url: string;
  readonly teacher_link: string;
  readonly student_link: string;
  readonly meet_time: string;
  readonly launch_at: string;
}

export interface Answered<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

type RequestHeaders = Record<string, string>;

/** Client of the runtime's API. */
export class Client {
  readonly url: string;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.url = runtime.url;
    this.#runtime = runtime;
  }

  async send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: RequestHeaders = {},
  ): Promise<Answered<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    mustBeDescribed(method, path, response, text);
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  /** ISO 8601; `minutes` after now on the runtime's clock. */
  inMinutes(minutes: number): string {
    return new Date(this.#runtime.clock.now() + minutes * 60_000).toISOString();
  }

  lesson(fields: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: this.inMinutes(30),
      frontend_base_url: `${this.url}/join`,
      ...fields,
    };
  }

  async schedule(fields: Record<string, unknown> = {}, headers: RequestHeaders = {}): Promise<Answered<Receipt>> {
    return this.send('POST', '/schedule', this.lesson(fields), headers);
  }

  presence(link: string, event: string): Promise<Answered> {
    const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
    return this.send('POST', `/meetings/${id}/presence`, { role, key, event });
  }

  join(link: string): Promise<Answered> {
    const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
    return this.send('GET', `/join/${id}/${role}?key=${key}`);
  }

  /** Polls every half minute of the runtime's clock; fails after six hours. */
  async until<T>(poll: () => Promise<T | undefined | false>): Promise<T> {
    for (let polls = 0; polls < 720; polls++) {
      const found = await poll();
      if (found) return found;
      await this.pass(0.5);
    }
    throw new Error('the condition was not met within six hours of the runtime');
  }

  /** Waits `minutes` on the runtime's clock. */
  pass(minutes: number): Promise<void> {
    return new Promise((resolve) => {
      this.#runtime.clock.at(this.#runtime.clock.now() + minutes * 60_000, resolve);
    });
  }

  ended(id: string): Promise<Record<string, unknown>> {
    return this.until(async () => {
      const { body } = await this.send('GET', `/meetings/${id}`);
      return body['status'] === 'ENDED' && body;
    });
  }
}
