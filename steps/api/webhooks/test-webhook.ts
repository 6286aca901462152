import { newMeetingId } from '../../domain/ids.ts';
import { isoMillis } from '../../domain/instants.ts';
import { eventId } from '../../telling/events.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { expiresAt } from '../../telling/webhooks.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { findEnabled } from './require-webhook.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';
import { deliveryRuns } from '../../aws/sfn-delivery-runs.ts';

/** Sends a test event to a webhook, as any other event. */
export const testWebhook = (ports: RoutePorts<'webhooks' | 'deliveryRuns' | 'clock'>) =>
  respondToOrganiser<'testWebhook'>(ports, async (request) => {
    const { id: webhookId } = await findEnabled(ports, request);
    const now = ports.clock.now();
    const timestamp = isoMillis(now);
    const id = eventId(timestamp, newMeetingId(), 0);
    await ports.webhooks.saveEvent({
      id,
      organiser: ownerFor(request.caller),
      body: { type: 'webhook.test', timestamp, sequence: 0, data: {} },
      expires_at: expiresAt(now),
    });
    await ports.deliveryRuns.start({ webhookId, eventId: id, run: 1 });
    return { status: 202, body: { id } };
  });

export const handler = onOrganiserApi(testWebhook, { webhooks, deliveryRuns });
