import type { MeetingEvent } from '../api/http/webhook-schemas.ts';
import { DAY, fromIso, HOUR, isoMillis, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { DeliveryState, DisabledBy } from '../domain/deliveries.ts';
import type { EventType } from '../domain/event-types.ts';

/** At most this many webhooks: each of them gets every event. */
export const MOST_WEBHOOKS = 20;
/** How long a secret stays valid after a new one replaced it. */
export const FORMER_SECRET_FOR: Millis = DAY;
/** A webhook that accepted nothing for so long is disabled. */
export const FAILING_FOR: Millis = DAY;

/** Before the second, third, ... and last attempt of a delivery: a little more than a day together. */
const WAITS: readonly Millis[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  8 * HOUR,
  8 * HOUR + 30 * MINUTE,
];
export const MOST_ATTEMPTS = WAITS.length + 1;

/** The time until the next attempt; undefined after the last one. */
export const waitAfter = (attempts: number): Millis | undefined => WAITS[attempts - 1];

/** An address that is told what happens to meetings. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description?: string;
  /** All types if absent. */
  readonly types?: readonly EventType[];
  readonly created_at: string;
  /** `whsec_` and 32 bytes in base64. */
  readonly secret: string;
  /** The secret before, with which events are signed too until an instant. */
  readonly former_secret?: { readonly secret: string; readonly until: string };
  readonly disabled?: { readonly at: string; readonly by: DisabledBy; readonly why?: string };
  /** The first failure since it last accepted an event. */
  readonly failing_since?: string;
}

/** All webhooks of an organiser: one record, so that their number is exact and one read finds them. */
export interface Webhooks {
  readonly organiser: string;
  /** Increases with each write; the condition of the next write. */
  readonly version: number;
  readonly webhooks: readonly Webhook[];
}

/** An event as receivers get it: written once, so that each repetition has the same body. */
export interface EventRecord {
  readonly id: string;
  readonly organiser: string;
  readonly body: MeetingEvent;
  /** Epoch seconds. */
  readonly expires_at: number;
}

/** What a receiver answered. */
export interface Answer {
  readonly accepted: boolean;
  readonly status?: number;
  /** Why there is no status. */
  readonly error?: string;
  /** Milliseconds of real time. */
  readonly duration_ms: number;
}

export interface Attempt extends Answer {
  readonly at: string;
  readonly run: number;
}

/** One event for one webhook. */
export interface Delivery {
  readonly webhook_id: string;
  readonly event_id: string;
  readonly organiser: string;
  readonly type: MeetingEvent['type'];
  /** Absent for tests. */
  readonly meeting_id?: string;
  readonly state: DeliveryState;
  /** 1; higher when the organiser sends it again. */
  readonly run: number;
  /** The latest ones, oldest first. */
  readonly attempts: readonly Attempt[];
  readonly next_at?: string;
  /** Epoch seconds. */
  readonly expires_at: number;
}

/** Events and deliveries are kept for 30 days. */
export const expiresAt = (now: Millis): number => Math.ceil((now + 30 * DAY) / SECOND);

export const wants = ({ disabled, types }: Webhook, type: EventType): boolean =>
  disabled === undefined && (types === undefined || types.includes(type));

/** The secrets with which an event is signed now. */
export const secretsOf = ({ secret, former_secret: former }: Webhook, now: Millis): readonly string[] =>
  former && fromIso(former.until) > now ? [secret, former.secret] : [secret];

/** The webhook after an answer; the given one when nothing changes. */
export function afterAnswer(webhook: Webhook, { accepted, status, error }: Answer, now: Millis): Webhook {
  const { failing_since: since, ...rest } = webhook;
  if (accepted) return since === undefined ? webhook : rest;
  if (webhook.disabled) return webhook;
  const at = isoMillis(now);
  const failing = since === undefined ? { ...webhook, failing_since: at } : webhook;
  const why = status === undefined ? error : `HTTP ${status}`;
  if (status === 410) return { ...failing, disabled: { at, by: 'gone', why: 'HTTP 410' } };
  if (since === undefined || fromIso(since) + FAILING_FOR > now) return failing;
  return { ...failing, disabled: { at, by: 'failures', ...(why !== undefined && { why }) } };
}
