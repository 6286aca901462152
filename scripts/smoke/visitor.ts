import { setTimeout as sleep } from 'node:timers/promises';
import { type Deployment, explain, Failing } from './arguments.ts';

/** Something that a deployment promises and does not keep. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function mustBe(what: string, found: unknown, ...allowed: readonly unknown[]): void {
  if (!allowed.includes(found))
    throw new Broken(
      `${what}: ${JSON.stringify(found)} instead of ${allowed.map((one) => JSON.stringify(one)).join(' or ')}`,
    );
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Receipt {
  readonly id: string;
  readonly teacher_link: string;
  readonly student_link: string;
}

/** All that a run of the world's time may take to answer one request, cold start and all. */
const REQUEST_MS = 30_000;
/** Seconds between two looks, at last. */
const LONGEST_PAUSE = 10;
const HTML_OR_NOTHING = {};

/** Reading may be repeated when the network fails; what a deployment answers is never asked for again. */
async function fetchPatiently(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) });
    } catch (error) {
      if (init.method !== 'GET' || tries === 3) throw error;
      await sleep(1000);
    }
  }
}

/** Whoever uses a deployment through its public API: organiser, teacher and student. */
export class Visitor {
  readonly deployment: Deployment;
  #offset = 0;
  #readAt = 0;
  #speed = 1;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
  }

  /**
   * Reads the deployment's clock, by which every time is meant from then on.
   * @throws Failing when there is no such API at that address
   */
  async readClock(): Promise<void> {
    const { api } = this.deployment;
    const { status, body } = await this.send('GET', '/health').catch((error: unknown) => {
      throw new Failing(`the API at ${api} cannot be reached (${explain(error)})`, { cause: error });
    });
    if (body['status'] !== 'ok' || Number.isNaN(Date.parse(String(body['now']))))
      throw new Failing(`${api}/health answers ${status}, and not as this API does; is the stage part of the address?`);
    this.#speed = typeof body['clock_speed'] === 'number' ? body['clock_speed'] : 1;
    this.#offset = Date.parse(String(body['now']));
    this.#readAt = performance.now();
  }

  /** @throws Failing when the organiser's routes are closed to us */
  async mustBeOrganiser(): Promise<void> {
    const { status } = await this.send('GET', '/meetings');
    const { key } = this.deployment;
    if (status === 401 || status === 403)
      throw new Failing(key === undefined ? 'the API needs a key: --key KEY' : `the API refuses this key (${status})`);
    if (status === 429) throw new Failing("the key's requests are used up for today, or come too fast (429)");
    if (status !== 200) throw new Failing(`GET /meetings answers ${status}`);
  }

  /** Milliseconds since 1970 on the deployment's clock. */
  now(): number {
    return this.#offset + (performance.now() - this.#readAt) * this.#speed;
  }

  /** `2026-12-01T15:00:00Z`, so many seconds from now. */
  inSeconds(seconds: number): string {
    return `${new Date(this.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  }

  /** Lets so many seconds of the deployment's clock pass. */
  pass(seconds: number): Promise<void> {
    return sleep((seconds * 1000) / this.#speed);
  }

  /** As the organiser unless `headers` say otherwise. */
  async send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    const { api, key } = this.deployment;
    const response = await fetchPatiently(api + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== undefined && { 'x-api-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 500) throw new Broken(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    const read = isJson ? (JSON.parse(text) as Answer['body']) : HTML_OR_NOTHING;
    return { status: response.status, headers: response.headers, body: read };
  }

  /** A meeting so many seconds from now, of the shortest length. */
  lesson(inSeconds: number): Record<string, unknown> {
    return {
      teacher_name: 'Smoke Teacher',
      student_name: 'Smoke Student',
      meet_time: this.inSeconds(inSeconds),
      duration_minutes: 5,
      frontend_base_url: this.deployment.frontend,
    };
  }

  async schedule(inSeconds: number): Promise<Receipt> {
    const { status, body } = await this.send('POST', '/schedule', this.lesson(inSeconds));
    if (status !== 200) throw new Broken(`POST /schedule: ${status} ${JSON.stringify(body)}`);
    return body as unknown as Receipt;
  }

  details(id: string): Promise<Answer> {
    return this.send('GET', `/meetings/${id}`);
  }

  /** What the page behind a personal link asks for. */
  join(link: string): Promise<Answer> {
    const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
    return this.send('GET', `/join/${id}/${role}?key=${key}`, undefined, { 'x-api-key': '' });
  }

  async says(link: string, event: 'joined' | 'present' | 'left'): Promise<void> {
    const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
    const { status } = await this.send('POST', `/meetings/${id}/presence`, { role, key, event }, { 'x-api-key': '' });
    mustBe(`${role} ${event}`, status, 204);
  }

  /** The first finding within so many seconds of the deployment's clock; looks less and less often, as the key's requests are counted. */
  async until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>): Promise<T> {
    const end = this.now() + seconds * 1000;
    for (let pause = 1; ; pause = Math.min(LONGEST_PAUSE, pause * 1.2)) {
      const found = await look();
      if (found) return found;
      if (this.now() > end) throw new Broken(`not within ${Math.round(seconds)} s: ${what}`);
      await sleep(Math.max(250, (pause * 1000) / this.#speed));
    }
  }

  /** The meeting once it is over. */
  ended(id: string, withinSeconds: number): Promise<Answer['body']> {
    return this.until(`the end of meeting ${id}`, withinSeconds, async () => {
      const { body } = await this.details(id);
      return body['status'] === 'ENDED' && body;
    });
  }
}
