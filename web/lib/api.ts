import { safeUrl } from './safe-url.ts';
import type { ServerClock } from './server-clock.ts';
import type {
  Definition,
  Details,
  EndedBy,
  Execution,
  FieldError,
  MeetingPage,
  Open,
  Outcome,
  PresenceSignal,
  Receipt,
  Role,
  ScheduleBody,
  Waiting,
} from './wire.ts';

/** RFC 9457, as the API says it. */
interface ProblemJson {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly outcome?: Outcome;
  readonly ended_by?: EndedBy;
  /** API Gateway's own refusals. */
  readonly message?: string;
}

/** The server understood and said no. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly problem: ProblemJson,
  ) {
    super(problem.detail ?? problem.message ?? problem.title ?? `The server answered ${status}.`);
  }

  get fields(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

/** No answer, or none that counts: the network, or a server that is down. Asking again may help. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export interface Link {
  readonly id: string;
  readonly role: Role;
  readonly key: string;
}

export type Joining =
  { readonly open: true; readonly answer: Open } | { readonly open: false; readonly answer: Waiting };

export interface Api {
  health(): Promise<void>;
  /** @param idempotencyKey the same for the same body: a repeated call makes one meeting */
  schedule(body: ScheduleBody, idempotencyKey: string): Promise<Receipt>;
  meetings(cursor: string | undefined): Promise<MeetingPage>;
  meeting(id: string): Promise<Details>;
  cancel(id: string): Promise<void>;
  workflow(): Promise<Definition>;
  execution(id: string): Promise<Execution>;
  join(link: Link): Promise<Joining>;
  presence(link: Link, event: PresenceSignal): Promise<void>;
  /** Outlives the page; nobody is there to hear the answer. */
  lastWord(link: Link): void;
  end(link: Link): Promise<void>;
}

export interface ApiOptions {
  /** Where the API lives, without a slash at the end. */
  readonly base: () => Promise<string>;
  readonly clock: ServerClock;
  readonly organiserKey: () => string | undefined;
  readonly fetch: typeof fetch;
}

const TIMEOUT = 15_000;

/** Every call rejects with Refusal or Unreachable, and sets the clock by its answer. */
export function createApi({ base, clock, organiserKey, fetch }: ApiOptions): Api {
  // Known by the time that anybody can leave.
  let root = '';
  const call = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    root = await base();
    const url = `${root}${path}`;
    const askedAt = clock.monotonic();
    const response = await attempt(() =>
      fetch(url, {
        method,
        headers: { Accept: 'application/json', ...(body !== undefined && JSON_BODY), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...QUIETLY,
        signal: AbortSignal.timeout(TIMEOUT),
      }),
    );
    const text = await attempt(() => response.text());
    const answer = parsed(text);
    if (answer !== undefined) clock.learn(answer, askedAt);
    if (response.status >= 500) throw new Unreachable(`The server answered ${response.status}.`);
    if (!response.ok) throw new Refusal(response.status, answer ?? {});
    if (answer === undefined && text !== '') throw new Unreachable('The answer is not one of this API.');
    return { status: response.status, answer: answer as T };
  };
  const asOrganiser = (): Record<string, string> => {
    const key = organiserKey();
    return key === undefined ? {} : { 'X-Api-Key': key };
  };
  const organiser = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    (await call<T>(method, path, body, { ...asOrganiser(), ...headers })).answer;

  return {
    health: async () => void (await call('GET', '/health')),
    schedule: (body, idempotencyKey) => organiser('POST', '/schedule', body, { 'Idempotency-Key': idempotencyKey }),
    meetings: (cursor) =>
      organiser('GET', `/meetings${cursor === undefined ? '' : `?${new URLSearchParams({ cursor }).toString()}`}`),
    meeting: (id) => organiser('GET', `/meetings/${encodeURIComponent(id)}`),
    cancel: async (id) => void (await organiser('DELETE', `/meetings/${encodeURIComponent(id)}`)),
    workflow: async () => (await organiser<{ definition: Definition }>('GET', '/workflow')).definition,
    execution: (id) => organiser('GET', `/meetings/${encodeURIComponent(id)}/execution`),
    join: async ({ id, role, key }) => {
      const path = `/join/${encodeURIComponent(id)}/${role}?${new URLSearchParams({ key }).toString()}`;
      const { status, answer } = await call<Open | Waiting>('GET', path);
      return status === 200 ? { open: true, answer: answer as Open } : { open: false, answer: answer as Waiting };
    },
    presence: async ({ id, role, key }, event) =>
      void (await call('POST', `/meetings/${encodeURIComponent(id)}/presence`, { role, key, event })),
    lastWord: ({ id, role, key }) => {
      const body = JSON.stringify({ role, key, event: 'left' });
      const url = `${root}/meetings/${encodeURIComponent(id)}/presence`;
      void fetch(url, { method: 'POST', headers: JSON_BODY, body, keepalive: true, ...QUIETLY }).catch(() => undefined);
    },
    end: async ({ id, role, key }) =>
      void (await call('POST', `/meetings/${encodeURIComponent(id)}/end`, { role, key })),
  };
}

const JSON_BODY = { 'Content-Type': 'application/json' };
/** Keys stand in addresses and bodies: nothing is sent along that the call does not need, and nothing is kept. */
const QUIETLY = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' } as const;

async function attempt<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw new Unreachable('The server cannot be reached.', { cause: error });
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where the API lives: `config.json` beside the pages says so, else it is this very origin. Asked until there is an answer, then kept. */
export function apiBase(fetch: typeof globalThis.fetch, page: string): () => Promise<string> {
  let known: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const response = await attempt(() => fetch(new URL('config.json', page), QUIETLY));
    const config = response.ok
      ? (parsed(await attempt(() => response.text())) as { readonly api?: unknown })
      : undefined;
    const api = typeof config?.api === 'string' ? safeUrl(config.api) : undefined;
    return api?.replace(/\/+$/, '') ?? new URL(page).origin;
  };
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
