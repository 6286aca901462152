import { newMeetingId } from '../../domain/ids.ts';
import { isoMillis } from '../../domain/instants.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { newSecret } from '../../telling/new-secret.ts';
import { updateWebhooks } from '../../telling/update-webhooks.ts';
import { MOST_WEBHOOKS, type Webhook } from '../../telling/webhooks.ts';
import { refused } from '../http/problem.ts';
import { parseBody } from '../http/request-guards.ts';
import { webhookBody } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireFree, requireUrl } from './require-webhook.ts';
import { webhookDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';
import { receivers } from '../../aws/https-receivers.ts';

/** Creates a webhook. Its secret is returned once. */
export const createWebhook = (ports: RoutePorts<'webhooks' | 'receivers' | 'clock'>) =>
  respondToOrganiser<'createWebhook'>(ports, async (request) => {
    const body = parseBody(webhookBody, request);
    requireUrl(ports, body.url);
    const webhook: Webhook = {
      id: newMeetingId(),
      ...body,
      created_at: isoMillis(ports.clock.now()),
      secret: newSecret(),
    };
    await updateWebhooks(ports.webhooks, ownerFor(request.caller), (all) => {
      if (all.some(({ id }) => id === webhook.id)) return all;
      requireFree(all, webhook.url);
      if (all.length >= MOST_WEBHOOKS)
        throw refused(409, 'url', `There are ${MOST_WEBHOOKS} webhooks already. Delete one first.`, {
          code: 'WEBHOOKS_FULL',
          limit: MOST_WEBHOOKS,
        });
      return [...all, webhook];
    });
    return { status: 200, body: { ...webhookDetails(webhook, ports.clock), secret: webhook.secret } };
  });

export const handler = onOrganiserApi(createWebhook, { webhooks, receivers });
