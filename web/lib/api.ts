import { guestCalls } from '../../client/guest-calls.ts';
import {
  type AnyResponse,
  attempt,
  type ClientOptions,
  createSend,
  type ErrorBody,
  type Link,
  parseObject,
  problemText,
  Unreachable,
} from '../../client/send.ts';
import { GUEST_ROUTES } from '../../steps/api/guest-routes.ts';
import type { Texts } from './languages/texts.ts';
import { safeUrl } from './safe-url.ts';
import { type Word, WORDS } from './words.ts';
import type { ServerClock } from './server-clock.ts';
import type { ClockFields, FieldError, NextDate, Open, PlannedTimes, PresenceSignal, Waiting } from './wire.ts';

export { type Link, Unreachable };

/** The server responded with an error of its own. */
export class ServerFault extends Unreachable {}

/** The API rejected the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly problem: ErrorBody,
    /** Milliseconds until the next try that the server asks for; 0 if it names none. */
    readonly retryAfter = 0,
  ) {
    super(problemText({ status, body: problem }));
  }

  get fields(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

export type Joining =
  { readonly open: true; readonly answer: Open } | { readonly open: false; readonly answer: Waiting };

/** The calls of people with a personal link. Every call rejects with Refusal or Unreachable. */
export interface GuestApi {
  health(): Promise<void>;
  join(link: Link): Promise<Joining>;
  /** The address of the current or the next meeting, or the next date. Refusal 404 unless it is the link of a series. */
  currentOccurrence(link: Link): Promise<{ readonly address: string } | NextDate>;
  presence(link: Link, event: PresenceSignal): Promise<void>;
  /** Sends "left" while the page closes. The request outlives the page, so the response is ignored. */
  sendLeftOnClose(link: Link): void;
  /** @param rating 1 to 5 */
  feedback(link: Link, rating: number): Promise<void>;
  end(link: Link): Promise<void>;
  /** Moves the hard end. @param idempotencyKey repeated calls with the same key move it once */
  extend(link: Link, minutes: number, idempotencyKey: string): Promise<PlannedTimes>;
  /** @param minutes after the planned start */
  startLate(link: Link, minutes: number): Promise<PlannedTimes>;
}

export interface ApiOptions {
  /** Base URL of the API without a trailing slash. */
  readonly base: () => Promise<string>;
  /** Set by every response. */
  readonly clock: ServerClock;
  /** Of organisers. */
  readonly apiKey?: () => string | undefined;
  readonly fetch: typeof fetch;
}

/** Links contain keys: requests send no referrer and no cookies, and responses are not cached. */
const PRIVATE = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
} as const;

/** Makes a request. Rejects unless the response is a success, and updates the clock. */
export type Succeed = <R extends AnyResponse>(request: () => Promise<R>) => Promise<Extract<R, { ok: true }>>;

export const createSucceed =
  ({ base, clock }: Pick<ApiOptions, 'base' | 'clock'>): Succeed =>
  async <R extends AnyResponse>(request: () => Promise<R>) => {
    // Load `config.json` first, so that the measured round trip is that of the request.
    await base();
    const sentAt = clock.monotonic();
    const response: AnyResponse = await request();
    clock.update((response.body ?? {}) as ClockFields, sentAt);
    if (response.status >= 500) throw new ServerFault(`The server returned the status ${response.status}.`);
    if (!response.ok) throw new Refusal(response.status, response.body, retryAfterOf(response.headers));
    return response as Extract<R, { ok: true }>;
  };

/** The options of the client. */
export const clientOptions = ({ base, apiKey, fetch }: ApiOptions): ClientOptions => ({
  base,
  apiKey,
  fetch,
  init: PRIVATE,
});

/** The API of the join page, without the calls of organisers: they would be a fifth of its own scripts. */
export function createGuestApi(options: ApiOptions): GuestApi {
  const client = guestCalls(createSend(GUEST_ROUTES, clientOptions(options)));
  const success = createSucceed(options);
  return {
    health: async () => void (await success(client.health)),
    join: async (link) => {
      const { status, body } = await success(() => client.join(link));
      return status === 200 ? { open: true, answer: body } : { open: false, answer: body };
    },
    currentOccurrence: async (link) => {
      const { status, body } = await success(() => client.openSeries(link));
      return status === 200 ? { address: body.link } : body;
    },
    presence: async (link, event) => void (await success(() => client.presence(link, event))),
    sendLeftOnClose: (link) => void client.presenceOnClose(link).catch(() => undefined),
    feedback: async (link, rating) => void (await success(() => client.giveFeedback(link, rating))),
    end: async (link) => void (await success(() => client.endMeeting(link))),
    extend: async (link, minutes, key) => (await success(() => client.extendMeeting(link, minutes, key))).body,
    startLate: async (link, minutes) => (await success(() => client.startLate(link, minutes))).body,
  };
}

const retryAfterOf = (headers: Headers): number => 1000 * (Number(headers.get('retry-after')) || 0);

/** What `config.json` beside the pages says to all pages. */
export interface SiteConfig {
  /** Base URL of the API. */
  readonly api: string;
  readonly word: Word;
  /** Whether the deployment sends mail; undefined for pages that do not know. */
  readonly mail: boolean | undefined;
  /** All of it, not checked. */
  readonly file: Readonly<Record<string, unknown>>;
}

/** Reads `config.json`; without it, the API is at the origin of the page. Repeats the request until it succeeds once. */
export function readSiteConfig(fetch: typeof globalThis.fetch, page: string): () => Promise<SiteConfig> {
  let known: Promise<SiteConfig> | undefined;
  const read = async (): Promise<SiteConfig> => {
    const text = await attempt(async () => {
      // The request of the preload in the file of the page.
      const response = await fetch(new URL('config.json', page));
      return response.ok ? response.text() : '';
    });
    const file = (parseObject(text) ?? {}) as SiteConfig['file'];
    const { api, word, mail } = file;
    const url = typeof api === 'string' ? safeUrl(api) : undefined;
    return {
      api: url?.replace(/\/+$/, '') ?? new URL(page).origin,
      word: WORDS.find((each) => each === word) ?? 'meeting',
      mail: typeof mail === 'boolean' ? mail : undefined,
      file,
    };
  };
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

type ErrorTexts = Pick<Texts, 'serverFault' | 'unreachable' | 'notPossible' | 'notValid' | 'notFound' | 'over'>;

/** The text that the page shows for a failed call, in the language of the page. Rethrows errors that are bugs of the pages. */
export function errorText(error: unknown, texts: ErrorTexts): string {
  if (error instanceof Refusal) return refusalText(error, texts);
  if (error instanceof ServerFault) return texts.serverFault;
  if (error instanceof Unreachable) return texts.unreachable;
  throw error;
}

/** The server's own text is in English, and for programs. */
function refusalText({ status }: Refusal, texts: ErrorTexts): string {
  switch (status) {
    case 401:
    case 403:
      return texts.notValid;
    case 404:
      return texts.notFound;
    case 410:
      return texts.over;
    default:
      return texts.notPossible;
  }
}
