import type { Answer, Delivery, EventRecord, Webhooks } from './webhooks.ts';

/** Rows with events that were not told yet. */
export interface Outbox {
  /**
   * Ids of meetings whose oldest untold event is older than `before`, in no order. Eventually consistent.
   * @param before an instant with milliseconds
   * @param limit at most so many
   */
  untold(before: string, limit: number): Promise<readonly string[]>;
  /** The same with something to tell by mail: `mail_at` is before `before`, or there are untold events from before it, too. */
  unmailed(before: string, limit: number): Promise<readonly string[]>;
}

/** Webhooks, events and deliveries, in the table of everything that is not a meeting. Reads of single records are strongly consistent. */
export interface WebhookStore {
  webhooks(organiser: string): Promise<Webhooks | undefined>;
  /** Writes the record of the organiser if the stored one has version `seen`; 0 if there is none. Otherwise returns false. */
  replaceWebhooks(webhooks: Webhooks, seen: number): Promise<boolean>;
  /** Does nothing when an event with this id exists. */
  saveEvent(event: EventRecord): Promise<void>;
  event(id: string): Promise<EventRecord | undefined>;
  saveDelivery(delivery: Delivery): Promise<void>;
  delivery(webhookId: string, eventId: string): Promise<Delivery | undefined>;
  /** The deliveries to a webhook with the latest events, latest first. */
  deliveries(webhookId: string, limit: number): Promise<readonly Delivery[]>;
}

export interface ReceiverRequest {
  readonly url: string;
  /** The request has a signature with each of them. */
  readonly secrets: readonly string[];
  readonly eventId: string;
  readonly body: string;
}

/** The addresses of webhooks on the internet. */
export interface Receivers {
  /** Why this is no address of a webhook; the rest of a sentence that begins with "url". Undefined for a valid one. */
  fault(url: string): string | undefined;
  /**
   * Sends an event, signed by the Standard Webhooks specification. Connects to public addresses only, follows no redirect and
   * reads no body. Never rejects. Returns within 16 seconds of real time.
   */
  send(request: ReceiverRequest): Promise<Answer>;
}

/** Input of the workflow of a delivery. */
export interface DeliveryInput {
  readonly webhookId: string;
  readonly eventId: string;
  /** 1; higher when the organiser sends the event again. */
  readonly run: number;
}

/** Executions of the workflow of a delivery. */
export interface DeliveryRuns {
  /** Starts an execution. Does nothing when one with the same input was started in the last 90 days. */
  start(input: DeliveryInput): Promise<void>;
}
