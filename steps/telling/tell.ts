import { recordOf } from '../actions/ports.ts';
import { withRecorded } from '../domain/actions.ts';
import { isoMillis, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import { ORGANISER } from '../domain/organisers.ts';
import { hasOutbox, type Untold, withTold } from '../domain/outbox.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { inGroups } from '../settle-all.ts';
import { updateMeeting } from '../update-meeting.ts';
import { calledMeetings, type TellCall } from './call.ts';
import { eventOf } from './events.ts';
import { type Webhook, wants } from './webhooks.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { actions } from '../aws/dynamo-actions.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { outbox } from '../aws/dynamo-outbox.ts';
import { webhooks } from '../aws/dynamo-webhooks.ts';
import { deliveryRuns } from '../aws/sfn-delivery-runs.ts';

/** The period of the run that finds what was forgotten. */
export const TELL_EVERY: Millis = MINUTE;
/** What is older was forgotten: the call that follows a write takes less. */
const FORGOTTEN_AFTER: Millis = 30 * SECOND;
/** Meetings of one run of the timer. The next run continues. */
const MOST_MEETINGS = 500;
/** Meetings that are told at the same time. */
const AT_ONCE = 10;

type Needs = Pick<Ports, 'meetings' | 'actions' | 'outbox' | 'webhooks' | 'deliveryRuns' | 'clock'>;

/**
 * Records who did what to meetings, and tells webhooks what happened to them: starts a delivery for each event and webhook. Then
 * takes actions and events out of their rows. Repeatable: record, event and delivery follow from the row, so that a repetition
 * finds them.
 */
export const tell =
  (ports: Needs) =>
  async (input: TellCall): Promise<void> => {
    const { outbox, clock } = ports;
    const ids = calledMeetings(input) ?? (await outbox.untold(isoMillis(clock.now() - FORGOTTEN_AFTER), MOST_MEETINGS));
    if (ids.length === 0) return;
    const webhooksOf = remembered(async (organiser) => (await ports.webhooks.webhooks(organiser))?.webhooks ?? []);
    await inGroups(ids, AT_ONCE, (id) => tellOne(ports, webhooksOf, id));
  };

type WebhooksOf = (organiser: string) => Promise<readonly Webhook[]>;

/** One call tells many meetings of few organisers. */
function remembered(read: WebhooksOf): WebhooksOf {
  const known = new Map<string, ReturnType<WebhooksOf>>();
  return (organiser) => {
    const found = known.get(organiser) ?? read(organiser);
    known.set(organiser, found);
    return found;
  };
}

async function tellOne(ports: Needs, webhooksOf: WebhooksOf, id: string): Promise<void> {
  const meeting = await ports.meetings.find(id);
  if (!meeting || !hasOutbox(meeting)) return;
  const { untold = [], unrecorded = [] } = meeting;
  // One after the other, so that the record never has a gap.
  for (const action of unrecorded) await ports.actions.save(recordOf(meeting, action));
  if (untold.length > 0) await startDeliveries(ports, webhooksOf, meeting, untold);
  const told = untold.map(({ sequence }) => sequence);
  const recorded = unrecorded.at(-1)?.number ?? 0;
  const withoutThem = (row: Meeting): Meeting => withRecorded(withTold(row, told), recorded);
  await updateMeeting(ports.meetings, id, withoutThem, { found: meeting });
}

/** To the webhooks of the organiser, and to those of administrators, which are told about all meetings. */
async function startDeliveries(
  ports: Needs,
  webhooksOf: WebhooksOf,
  meeting: Meeting,
  untold: readonly Untold[],
): Promise<void> {
  const organisers = new Set([meeting.organiser ?? ORGANISER, ORGANISER]);
  const all = (await Promise.all([...organisers].map(webhooksOf))).flat();
  for (const entry of untold) {
    const receivers = all.filter((webhook) => wants(webhook, entry.type));
    if (receivers.length === 0) continue;
    const event = eventOf(meeting, entry, ports.clock.now());
    await ports.webhooks.saveEvent(event);
    await Promise.all(
      receivers.map((webhook) => ports.deliveryRuns.start({ webhookId: webhook.id, eventId: event.id, run: 1 })),
    );
  }
}

export const handler = onLambda(tell, { meetings, actions, outbox, webhooks, deliveryRuns });
