import { fromIso, HOUR, type Millis } from '../../domain/instants.ts';
import type { Delivery } from '../../telling/webhooks.ts';
import { notFound, refused } from '../http/problem.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { findEnabled } from './require-webhook.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';
import { deliveryRuns } from '../../aws/sfn-delivery-runs.ts';

/** Starts the next run of a delivery that is over. Repeated calls start one run, until it is over. */
export const retryDelivery = (ports: RoutePorts<'webhooks' | 'deliveryRuns' | 'clock'>) =>
  respondToOrganiser<'retryDelivery'>(ports, async (request) => {
    const { id: webhookId } = await findEnabled(ports, request);
    const delivery = await ports.webhooks.delivery(webhookId, request.params['delivery'] ?? '');
    if (!delivery) throw notFound('There is no such delivery.');
    if (isRunning(delivery, ports.clock.now()))
      throw refused(409, 'delivery', 'The delivery is not over. Its next attempt follows by itself.', {
        code: 'DELIVERY_RUNS',
      });
    await ports.deliveryRuns.start({ webhookId, eventId: delivery.event_id, run: delivery.run + 1 });
    return { status: 202, body: { id: delivery.event_id } };
  });

/** An execution that failed for longer than its retries takes does not continue. */
const isRunning = ({ state, next_at }: Delivery, now: Millis): boolean =>
  state === 'waiting' && next_at !== undefined && now < fromIso(next_at) + HOUR;

export const handler = onOrganiserApi(retryDelivery, { webhooks, deliveryRuns });
