import * as z from 'zod/mini';
import { fromIso, isoMillis, type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import { ORGANISER } from '../domain/organisers.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import type { Ports } from '../ports.ts';
import { updateWebhooks, withWebhook } from './update-webhooks.ts';
import {
  afterAnswer,
  type Answer,
  type Attempt,
  type Delivery,
  type EventRecord,
  expiresAt,
  MOST_ATTEMPTS,
  secretsOf,
  type Webhook,
  waitAfter,
} from './webhooks.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { webhooks } from '../aws/dynamo-webhooks.ts';
import { receivers } from '../aws/https-receivers.ts';

export const deliverCall = z.object({
  input: z.object({ webhookId: z.string(), eventId: z.string(), run: z.int() }),
});

/** `OVER`: delivered or dropped. `FAILED`: not accepted at the last attempt. */
export const deliverResult = z.discriminatedUnion('next', [
  z.object({ next: z.literal('WAIT'), waitSeconds: z.int().check(z.gte(1)) }),
  z.object({ next: z.enum(['OVER', 'FAILED']) }),
]);
type DeliverResult = z.infer<typeof deliverResult>;

/** Attempts of three runs. */
const MOST_KEPT = 3 * MOST_ATTEMPTS;
/** An attempt may be so much early: waits of the workflow are whole seconds. */
const EARLY: Millis = SECOND;

type Needs = Pick<Ports, 'webhooks' | 'receivers' | 'clock' | 'log'>;

/**
 * Sends an event to a webhook, at most once for each call, and returns what comes next. The record of the delivery has its
 * attempts, so a repeated call finds the attempt of the call before.
 */
export const deliverEvent = (ports: Needs) =>
  withSchemas(deliverCall, deliverResult, async ({ input: { webhookId, eventId, run } }): Promise<DeliverResult> => {
    const { webhooks, clock } = ports;
    const now = clock.now();
    const [event, stored] = await Promise.all([webhooks.event(eventId), webhooks.delivery(webhookId, eventId)]);
    if (!event || (stored && stored.run > run)) return { next: 'OVER' };
    const delivery = stored?.run === run ? stored : newRun(stored ?? newDelivery(webhookId, event, now), run);
    if (delivery.state !== 'waiting') return resultOf(delivery, now);
    if (delivery.next_at !== undefined && now < fromIso(delivery.next_at) - EARLY) return resultOf(delivery, now);
    const { webhook, organiser } = (await found(webhooks, event.organiser, webhookId)) ?? {};
    if (!webhook || !organiser || webhook.disabled) return keep({ ...delivery, state: 'dropped' });
    const secrets = secretsOf(webhook, now);
    const answer = await ports.receivers.send({ url: webhook.url, secrets, eventId, body: JSON.stringify(event.body) });
    await recordHealth(ports, organiser, webhookId, answer);
    return keep(withAttempt(delivery, { ...answer, at: isoMillis(now), run }, now));

    async function keep(row: Delivery): Promise<DeliverResult> {
      await webhooks.saveDelivery(row);
      return resultOf(row, clock.now());
    }
  });

/** A webhook of the organiser of the event, or of administrators. */
async function found(store: Needs['webhooks'], owner: string, webhookId: string) {
  for (const organiser of new Set([owner, ORGANISER])) {
    const webhook = (await store.webhooks(organiser))?.webhooks.find(({ id }) => id === webhookId);
    if (webhook) return { webhook, organiser };
  }
  return undefined;
}

function newDelivery(webhookId: string, { id, organiser, body: { type, data } }: EventRecord, now: Millis): Delivery {
  return {
    webhook_id: webhookId,
    event_id: id,
    organiser,
    type,
    ...(data.meeting && { meeting_id: data.meeting.id }),
    state: 'waiting',
    run: 1,
    attempts: [],
    expires_at: expiresAt(now),
  };
}

function newRun({ next_at: _next, ...delivery }: Delivery, run: number): Delivery {
  return { ...delivery, state: 'waiting', run };
}

function withAttempt({ next_at: _next, ...delivery }: Delivery, attempt: Attempt, now: Millis): Delivery {
  const attempts = [...delivery.attempts, attempt].slice(-MOST_KEPT);
  if (attempt.accepted) return { ...delivery, attempts, state: 'delivered' };
  const wait = waitAfter(attempts.filter(({ run }) => run === attempt.run).length);
  return wait === undefined
    ? { ...delivery, attempts, state: 'failed' }
    : { ...delivery, attempts, next_at: isoMillis(now + wait) };
}

function resultOf({ state, next_at }: Delivery, now: Millis): DeliverResult {
  if (state === 'failed') return { next: 'FAILED' };
  if (state !== 'waiting' || next_at === undefined) return { next: 'OVER' };
  return { next: 'WAIT', waitSeconds: Math.max(1, secondsUntil(fromIso(next_at), now)) };
}

/** A webhook that has failed for a day is disabled, and an alarm tells the operator. */
async function recordHealth(
  { webhooks, clock, log }: Needs,
  organiser: string,
  webhookId: string,
  answer: Answer,
): Promise<void> {
  let disabled: Webhook['disabled'];
  await updateWebhooks(webhooks, organiser, (list) =>
    withWebhook(list, webhookId, (webhook) => {
      const after = afterAnswer(webhook, answer, clock.now());
      disabled = webhook.disabled ? undefined : after.disabled;
      return after;
    }),
  );
  if (!disabled) return;
  log.warn('webhook disabled', { webhookId, ...disabled });
  log.count('WebhooksDisabled', 1);
}

export const handler = onLambda(deliverEvent, { webhooks, receivers });
