import { createClient, parseLink } from '../../client/client.ts';
import { type ApiOptions, clientOptions, createGuestApi, createSucceed, type GuestApi } from './api.ts';
import type {
  Action,
  AttendedMeeting,
  ChangeBody,
  ChangedTimes,
  ChangeSeriesBody,
  Definition,
  Details,
  Execution,
  MeetingPage,
  Occurrence,
  Overview,
  PersonalLinks,
  PreviewBody,
  Receipt,
  Role,
  ScheduleBody,
  Series,
  SeriesBody,
  SeriesDetails,
  Delivery,
  Webhook,
  WebhookBody,
} from './wire.ts';

export interface AttendanceReport {
  readonly meetings: readonly AttendedMeeting[];
  readonly complete: boolean;
}

/** Responses of one report: 10,000 meetings. */
const MOST_RESPONSES = 20;

/** The API as organisers' pages use it. Every call rejects with Refusal or Unreachable. */
export interface Api extends GuestApi {
  /** @param idempotencyKey repeated calls with the same key and body are one meeting */
  schedule(body: ScheduleBody, idempotencyKey: string): Promise<Receipt>;
  /** @param limit meetings that the response has at most */
  meetings(cursor: string | undefined, limit?: number): Promise<MeetingPage>;
  meeting(id: string): Promise<Details>;
  /** @param plan number of the plan that the change is based on; Refusal 412 when it is an older one */
  change(id: string, body: ChangeBody, plan: number): Promise<void>;
  /** @param minutes from the planned hard end to the new one */
  extendTo(id: string, minutes: number): Promise<ChangedTimes>;
  /** @param minutes from the planned start to the new one */
  startLateBy(id: string, minutes: number): Promise<ChangedTimes>;
  cancel(id: string): Promise<void>;
  /** All of the record, oldest first. */
  actions(id: string): Promise<readonly Action[]>;
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
  /**
   * Meetings from one instant to another that have ended, latest first.
   * @returns complete: false when there are more than the page counts
   */
  attendance(from: number, to: number): Promise<AttendanceReport>;
  /** When the address of the calendar was made; undefined without one. */
  calendar(): Promise<{ readonly since: string | undefined }>;
  /** Returns the new address. @param page of the organisers' meetings */
  createCalendar(page: string): Promise<string>;
  revokeCalendar(): Promise<void>;
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
  /** For the organiser. */
}

export function createApi(options: ApiOptions): Api {
  const client = createClient(clientOptions(options));
  const success = createSucceed(options);
  return {
    ...createGuestApi(options),
    schedule: async (body, idempotencyKey) => (await success(() => client.schedule(body, idempotencyKey))).body,
    meetings: async (cursor, limit) =>
      (await success(() => client.listMeetings({ cursor, limit: limit?.toString() }))).body,
    meeting: async (id) => (await success(() => client.getMeeting(id))).body,
    // The server compares the plan of an ETag, and not the version.
    change: async (id, body, plan) => void (await success(() => client.changeMeeting(id, body, `"${plan}.0"`))),
    extendTo: async (id, extended_minutes) =>
      (await success(() => client.changeMeeting(id, { extended_minutes }))).body,
    startLateBy: async (id, late_minutes) => (await success(() => client.changeMeeting(id, { late_minutes }))).body,
    cancel: async (id) => void (await success(() => client.cancelMeeting(id))),
    actions: async (id) => {
      const all: Action[] = [];
      let cursor: string | undefined;
      do {
        const after = cursor;
        const { body } = await success(() => client.getActions(id, { cursor: after }));
        all.push(...body.actions);
        ({ cursor } = body);
      } while (cursor !== undefined);
      return all;
    },
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
    attendance: async (from, to) => {
      const meetings: AttendedMeeting[] = [];
      const [start, end] = [from, to].map((at) => `${new Date(at).toISOString().slice(0, 19)}Z`) as [string, string];
      let cursor: string | undefined;
      for (let responses = 0; responses < MOST_RESPONSES; responses++) {
        const query = { from: start, to: end, cursor };
        const { body } = await success(() => client.getAttendance(query));
        meetings.push(...body.meetings);
        ({ cursor } = body);
        if (cursor === undefined) return { meetings, complete: true };
      }
      return { meetings, complete: false };
    },
    calendar: async () => ({ since: (await success(client.getCalendar)).body.created_at }),
    createCalendar: async (meetings_page) =>
      (await success(() => client.createCalendar({ meetings_page }))).body.address,
    revokeCalendar: async () => void (await success(client.revokeCalendar)),
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
  };
}
