import * as z from 'zod/mini';
import { DELIVERY_STATES, DISABLED_BY } from '../../domain/deliveries.ts';
import { ROLES } from '../../domain/links.ts';
import { EVENT_TYPES } from '../../domain/event-types.ts';
import { clock, instant, meetingDetails, meetingSummary, seen } from './response-schemas.ts';

/** Bodies of events and of the responses about webhooks. */

/** A meeting as receivers of events get it. */
const eventMeeting = z.object({
  ...z.omit(meetingSummary, { jitsi_url: true }).shape,
  plan: z.int(),
  change: meetingDetails.shape.change,
  attendance_rule: meetingDetails.shape.attendance_rule,
  hard_end: instant,
  series_id: z.optional(z.string()),
  series_date: z.optional(z.string()),
  decided_at: z.optional(instant),
  attendance: z.object({ teacher: z.optional(seen), student: z.optional(seen) }),
});

/** The body of an event, as receivers get it. */
export const meetingEvent = z.object({
  type: z.enum([...EVENT_TYPES.map((type) => `meeting.${type}` as const), 'webhook.test']),
  timestamp: instant,
  /** Orders the events of a meeting. 0 for tests, which have no meeting. */
  sequence: z.int(),
  data: z.object({ meeting: z.optional(eventMeeting), role: z.optional(z.enum(ROLES)) }),
});

const webhook = z.object({
  id: z.string(),
  url: z.string(),
  description: z.optional(z.string()),
  types: z.optional(z.array(z.enum(EVENT_TYPES))),
  created_at: instant,
  /** Until then events are signed with the secret before, too. */
  former_secret_until: z.optional(instant),
  /** Absent while it is enabled. `why`: the last answer. */
  disabled: z.optional(z.object({ at: instant, by: z.enum(DISABLED_BY), why: z.optional(z.string()) })),
  failing_since: z.optional(instant),
});
export const webhookDetails = z.object({ ...webhook.shape, ...clock });
/** The only responses with the secret: of a new webhook, and of a new secret. */
export const webhookWithSecret = z.object({ ...webhookDetails.shape, secret: z.string() });
export const webhookList = z.object({ webhooks: z.array(webhook), ...clock });

const delivery = z.object({
  id: z.string(),
  type: meetingEvent.shape.type,
  meeting_id: z.optional(z.string()),
  state: z.enum(DELIVERY_STATES),
  run: z.int(),
  /** `error`: why there is no status. */
  attempts: z.array(
    z.object({
      at: instant,
      run: z.int(),
      accepted: z.boolean(),
      status: z.optional(z.int()),
      error: z.optional(z.string()),
      duration_ms: z.int(),
    }),
  ),
  next_at: z.optional(instant),
});
export const deliveryList = z.object({ deliveries: z.array(delivery), ...clock });
export const deliveryStarted = z.object({ id: z.string() });

export type MeetingEvent = z.output<typeof meetingEvent>;
export type WebhookDetails = z.output<typeof webhookDetails>;
export type WebhookSummary = z.output<typeof webhook>;
export type DeliverySummary = z.output<typeof delivery>;
