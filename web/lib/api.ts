import {
  type AnyResponse,
  attempt,
  createClient,
  type ErrorBody,
  type Link,
  parseLink,
  parseObject,
  problemText,
  Unreachable,
} from '../../client/client.ts';
import type { Texts } from '../languages/languages.ts';
import { safeUrl } from './safe-url.ts';
import { type Word, WORDS } from './words.ts';
import type { ServerClock } from './server-clock.ts';
import type {
  ChangeBody,
  ChangeSeriesBody,
  ClockFields,
  Definition,
  Details,
  Execution,
  FieldError,
  MeetingPage,
  Occurrence,
  Open,
  Overview,
  PersonalLinks,
  PlannedTimes,
  PresenceSignal,
  PreviewBody,
  Receipt,
  Role,
  ScheduleBody,
  Series,
  SeriesBody,
  SeriesDetails,
  Waiting,
  Delivery,
  Webhook,
  WebhookBody,
} from './wire.ts';

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

/** The API as the pages use it. Every call rejects with Refusal or Unreachable. */
export interface Api {
  health(): Promise<void>;
  /** @param idempotencyKey repeated calls with the same key and body are one meeting */
  schedule(body: ScheduleBody, idempotencyKey: string): Promise<Receipt>;
  /** @param limit meetings that the response has at most */
  meetings(cursor: string | undefined, limit?: number): Promise<MeetingPage>;
  meeting(id: string): Promise<Details>;
  /** @param plan number of the plan that the change is based on; Refusal 412 when it is an older one */
  change(id: string, body: ChangeBody, plan: number): Promise<void>;
  cancel(id: string): Promise<void>;
  links(id: string): Promise<PersonalLinks>;
  /** Revokes this link only, so that a repeated call revokes no newer one. */
  revokeLink(link: string): Promise<void>;
  /** The dates of the first year. Writes nothing. */
  previewSeries(body: PreviewBody): Promise<readonly Occurrence[]>;
  /** @param idempotencyKey repeated calls with the same key and body are one series */
  createSeries(body: SeriesBody, idempotencyKey: string): Promise<SeriesDetails>;
  /** All series. */
  allSeries(): Promise<readonly Series[]>;
  series(id: string): Promise<SeriesDetails>;
  /** Changes a date and all following ones. Returns the series that continues. */
  changeSeries(id: string, from: string, body: ChangeSeriesBody): Promise<SeriesDetails>;
  /** @param from the first date that does not take place */
  endSeries(id: string, from: string): Promise<void>;
  seriesLinks(id: string): Promise<PersonalLinks>;
  revokeSeriesLink(id: string, role: Role): Promise<void>;
  /** @param day in UTC, such as `2026-12-01`; today without it */
  overview(day: string | undefined): Promise<Overview>;
  webhooks(): Promise<readonly Webhook[]>;
  /** Returns the secret. */
  createWebhook(body: WebhookBody): Promise<string>;
  enableWebhook(id: string, enabled: boolean): Promise<void>;
  deleteWebhook(id: string): Promise<void>;
  /** Returns the new secret. */
  rotateWebhookSecret(id: string): Promise<string>;
  testWebhook(id: string): Promise<void>;
  /** The latest ones. */
  deliveries(webhookId: string): Promise<readonly Delivery[]>;
  retryDelivery(webhookId: string, deliveryId: string): Promise<void>;
  workflow(): Promise<Definition>;
  execution(id: string): Promise<Execution>;
  join(link: Link): Promise<Joining>;
  /** The address of the current or the next meeting. Refusal 404 unless it is the link of a series. */
  currentOccurrence(link: Link): Promise<string>;
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
  /** For the organiser. */
  teacherLink(id: string): Promise<Link>;
}

export interface ApiOptions {
  /** Base URL of the API without a trailing slash. */
  readonly base: () => Promise<string>;
  /** Set by every response. */
  readonly clock: ServerClock;
  readonly apiKey: () => string | undefined;
  readonly fetch: typeof fetch;
}

/** Links contain keys: requests send no referrer and no cookies, and responses are not cached. */
const PRIVATE = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
} as const;

export function createApi({ base, clock, apiKey, fetch }: ApiOptions): Api {
  const client = createClient({ base, apiKey, fetch, init: PRIVATE });
  const success = async <R extends AnyResponse>(request: () => Promise<R>): Promise<Extract<R, { ok: true }>> => {
    // Load `config.json` first, so that the measured round trip is that of the request.
    await base();
    const sentAt = clock.monotonic();
    const response: AnyResponse = await request();
    clock.update((response.body ?? {}) as ClockFields, sentAt);
    if (response.status >= 500) throw new ServerFault(`The server returned the status ${response.status}.`);
    if (!response.ok) throw new Refusal(response.status, response.body, retryAfterOf(response.headers));
    return response as Extract<R, { ok: true }>;
  };
  return {
    health: async () => void (await success(client.health)),
    schedule: async (body, idempotencyKey) => (await success(() => client.schedule(body, idempotencyKey))).body,
    meetings: async (cursor, limit) =>
      (await success(() => client.listMeetings({ cursor, limit: limit?.toString() }))).body,
    meeting: async (id) => (await success(() => client.getMeeting(id))).body,
    // The server compares the plan of an ETag, and not the version.
    change: async (id, body, plan) => void (await success(() => client.changeMeeting(id, body, `"${plan}.0"`))),
    cancel: async (id) => void (await success(() => client.cancelMeeting(id))),
    links: async (id) => (await success(() => client.getLinks(id))).body,
    revokeLink: async (link) => void (await success(() => client.revokeLink(parseLink(link)))),
    previewSeries: async (body) => (await success(() => client.previewSeries(body))).body.occurrences,
    createSeries: async (body, key) => (await success(() => client.createSeries(body, key))).body,
    allSeries: async () => {
      const all: Series[] = [];
      let cursor: string | undefined;
      do {
        const after = cursor;
        const { body } = await success(() => client.listSeries({ cursor: after }));
        all.push(...body.series);
        ({ cursor } = body);
      } while (cursor !== undefined);
      return all;
    },
    series: async (id) => (await success(() => client.getSeries(id))).body,
    changeSeries: async (id, from, body) => (await success(() => client.changeSeries(id, body, { from }))).body,
    endSeries: async (id, from) => void (await success(() => client.endSeries(id, { from }))),
    seriesLinks: async (id) => (await success(() => client.getSeriesLinks(id))).body,
    revokeSeriesLink: async (id, role) => void (await success(() => client.revokeSeriesLink(id, role))),
    overview: async (day) => (await success(() => client.getOverview({ day }))).body,
    webhooks: async () => (await success(client.listWebhooks)).body.webhooks,
    createWebhook: async (body) => (await success(() => client.createWebhook(body))).body.secret,
    enableWebhook: async (id, enabled) => void (await success(() => client.changeWebhook(id, { enabled }))),
    deleteWebhook: async (id) => void (await success(() => client.deleteWebhook(id))),
    rotateWebhookSecret: async (id) => (await success(() => client.rotateWebhookSecret(id))).body.secret,
    testWebhook: async (id) => void (await success(() => client.testWebhook(id))),
    deliveries: async (id) => (await success(() => client.listDeliveries(id))).body.deliveries,
    retryDelivery: async (id, delivery) => void (await success(() => client.retryDelivery(id, delivery))),
    workflow: async () => (await success(client.getWorkflow)).body.definition as unknown as Definition,
    execution: async (id) => (await success(() => client.getExecution(id))).body,
    join: async (link) => {
      const { status, body } = await success(() => client.join(link));
      return status === 200 ? { open: true, answer: body } : { open: false, answer: body };
    },
    currentOccurrence: async (link) => (await success(() => client.openSeries(link))).body.link,
    presence: async (link, event) => void (await success(() => client.presence(link, event))),
    sendLeftOnClose: (link) => void client.presenceOnClose(link).catch(() => undefined),
    feedback: async (link, rating) => void (await success(() => client.giveFeedback(link, rating))),
    end: async (link) => void (await success(() => client.endMeeting(link))),
    extend: async (link, minutes, key) => (await success(() => client.extendMeeting(link, minutes, key))).body,
    startLate: async (link, minutes) => (await success(() => client.startLate(link, minutes))).body,
    teacherLink: async (id) => parseLink((await success(() => client.getLinks(id))).body.teacher_link),
  };
}

const retryAfterOf = (headers: Headers): number => 1000 * (Number(headers.get('retry-after')) || 0);

/** What `config.json` beside the pages says. */
export interface SiteConfig {
  /** Base URL of the API. */
  readonly api: string;
  readonly word: Word;
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
    const { api, word } = (parseObject(text) ?? {}) as { readonly api?: unknown; readonly word?: unknown };
    const url = typeof api === 'string' ? safeUrl(api) : undefined;
    return {
      api: url?.replace(/\/+$/, '') ?? new URL(page).origin,
      word: WORDS.find((each) => each === word) ?? 'meeting',
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
