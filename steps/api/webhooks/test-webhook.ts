import { newMeetingId } from '../../domain/ids.ts';
import { isoMillis } from '../../domain/instants.ts';
import { eventId } from '../../telling/events.ts';
import { ORGANISER } from '../../domain/organisers.ts';
import { expiresAt } from '../../telling/webhooks.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { findEnabled } from './require-webhook.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';
import { deliveryRuns } from '../../aws/sfn-delivery-runs.ts';

/** Sends a test event to a webhook, as any other event. */
export const testWebhook = (ports: RoutePorts<'webhooks' | 'deliveryRuns' | 'clock'>) =>
  respond<'testWebhook'>(ports, async ({ params }) => {
    const { id: webhookId } = await findEnabled(ports, params['id']);
    const now = ports.clock.now();
    const timestamp = isoMillis(now);
    const id = eventId(timestamp, newMeetingId(), 0);
    await ports.webhooks.saveEvent({
      id,
      organiser: ORGANISER,
      body: { type: 'webhook.test', timestamp, sequence: 0, data: {} },
      expires_at: expiresAt(now),
    });
    await ports.deliveryRuns.start({ webhookId, eventId: id, run: 1 });
    return { status: 202, body: { id } };
  });

export const handler = onApi(testWebhook, { webhooks, deliveryRuns });
