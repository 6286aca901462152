import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnyResponse,
  type Client,
  createClient,
  parseLink,
  problemText,
  type RouteResponse,
} from '../../client/client.ts';
import type { RequestBody } from '../../steps/api/http/operations.ts';
import type { MeetingDetails, Receipt } from '../../steps/api/http/response-schemas.ts';
import { type Deployment, explain, SetupError } from './arguments.ts';

/** The deployment does not behave as documented. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

export function requireEqual(what: string, found: unknown, ...allowed: readonly unknown[]): void {
  if (!allowed.includes(found))
    throw new CheckFailed(
      `${what}: ${JSON.stringify(found)} instead of ${allowed.map((one) => JSON.stringify(one)).join(' or ')}`,
    );
}

/** Returns the response. @throws CheckFailed if it has none of these statuses */
export function requireStatus<Response extends AnyResponse>(
  what: string,
  response: Response,
  ...allowed: readonly number[]
): Extract<Response, { ok: true }> {
  const any: AnyResponse = response;
  const text = any.ok ? '' : ` (${problemText(any)})`;
  if (!allowed.includes(any.status))
    throw new CheckFailed(`${what}: ${any.status}${text} instead of ${allowed.join(' or ')}`);
  return response as Extract<Response, { ok: true }>;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Empty unless the response is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Milliseconds of real time, including a cold start. */
const REQUEST_TIMEOUT = 30_000;
/** Seconds between two polls. */
const LONGEST_PAUSE = 10;

/** Repeats GET requests after network errors; a response is never requested again. */
async function fetchWithRetries(...[input, init = {}]: Parameters<typeof fetch>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(input, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
    } catch (error) {
      if (init.method !== 'GET' || tries === 3) throw error;
      await sleep(1000);
    }
  }
}

/** Acts as organiser, teacher and student of a deployment, by the deployment's clock. */
export class Visitor {
  readonly deployment: Deployment;
  readonly api: Client;
  #offset = 0;
  #readAt = 0;
  #speed = 1;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.api = createClient({ base: deployment.api, apiKey: () => deployment.key, fetch: fetchWithRetries });
  }

  /**
   * Reads the deployment's clock. Must be called before any method that uses the time.
   * @throws SetupError if the URL is not that of an API
   */
  async readClock(): Promise<void> {
    const { api } = this.deployment;
    const response = await this.api.health().catch((error: unknown) => {
      throw new SetupError(`the API at ${api} cannot be reached (${explain(error)})`, { cause: error });
    });
    const { status, now, clock_speed: speed = 1 } = response.ok ? response.body : { status: undefined, now: '' };
    if (status !== 'ok' || Number.isNaN(Date.parse(now)))
      throw new SetupError(
        `${api}/health returns ${response.status}, but not the body of this API; does the URL have the stage?`,
      );
    this.#speed = speed;
    this.#offset = Date.parse(now);
    this.#readAt = performance.now();
  }

  /** @throws SetupError if organiser routes reject the key */
  async requireOrganiser(): Promise<void> {
    const { status } = await this.api.listMeetings();
    const { key } = this.deployment;
    if (status === 401 || status === 403)
      throw new SetupError(
        key === undefined ? 'the API needs a key: --key KEY' : `the API rejects this key (${status})`,
      );
    if (status === 429) throw new SetupError("the key's daily quota or its rate limit is exceeded (429)");
    if (status !== 200) throw new SetupError(`GET /meetings returns ${status}`);
  }

  /** Milliseconds since 1970 on the deployment's clock. */
  now(): number {
    return this.#offset + (performance.now() - this.#readAt) * this.#speed;
  }

  /** The time in this many seconds: `2026-12-01T15:00:00Z`. */
  inSeconds(seconds: number): string {
    return `${new Date(this.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  }

  /** Resolves after this many seconds on the deployment's clock. */
  pass(seconds: number): Promise<void> {
    return sleep((seconds * 1000) / this.#speed);
  }

  /** Sends any request, with the organiser's key unless `headers` replace it. A string as body is sent unchanged. */
  async send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawResponse> {
    const { api, key } = this.deployment;
    const response = await fetchWithRetries(api + path, {
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
    if (response.status >= 500) throw new CheckFailed(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
  }

  /** The body for a meeting of the shortest duration, in this many seconds. */
  scheduleRequest(inSeconds: number): RequestBody<'schedule'> {
    return {
      teacher_name: 'Smoke Teacher',
      student_name: 'Smoke Student',
      meet_time: this.inSeconds(inSeconds),
      duration_minutes: 5,
      frontend_base_url: this.deployment.frontend,
    };
  }

  async schedule(inSeconds: number): Promise<Receipt> {
    return requireStatus('POST /schedule', await this.api.schedule(this.scheduleRequest(inSeconds)), 200).body;
  }

  async meeting(id: string): Promise<MeetingDetails> {
    return requireStatus(`GET /meetings/${id}`, await this.api.getMeeting(id), 200).body;
  }

  join(link: string): Promise<RouteResponse<'join'>> {
    return this.api.join(parseLink(link));
  }

  async presence(link: string, event: RequestBody<'presence'>['event']): Promise<void> {
    const person = parseLink(link);
    requireStatus(`presence "${event}" of the ${person.role}`, await this.api.presence(person, event), 204);
  }

  /** Polls for this many seconds on the deployment's clock. The pauses grow, because the key has a quota. */
  async until<T>(what: string, seconds: number, poll: () => Promise<T | undefined | false>): Promise<T> {
    const end = this.now() + seconds * 1000;
    for (let pause = 1; ; pause = Math.min(LONGEST_PAUSE, pause * 1.2)) {
      const found = await poll();
      if (found) return found;
      if (this.now() > end) throw new CheckFailed(`not within ${Math.round(seconds)} s: ${what}`);
      await sleep(Math.max(250, (pause * 1000) / this.#speed));
    }
  }

  /** Waits for the end of a meeting. */
  ended(id: string, withinSeconds: number): Promise<MeetingDetails> {
    return this.until(`the end of meeting ${id}`, withinSeconds, async () => {
      const meeting = await this.meeting(id);
      return meeting.status === 'ENDED' && meeting;
    });
  }
}
