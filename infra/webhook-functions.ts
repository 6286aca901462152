import { type FunctionSpec, ROUTE, STEP } from './function-spec.ts';

/** The functions of events and webhooks. */
export const WEBHOOK_FUNCTIONS = {
  tell: {
    ...STEP,
    // Less than the minute between two runs by timer.
    timeout: 50,
    entry: 'steps/telling/tell.ts',
    description: 'Records who did what to meetings, and starts a delivery to each webhook for what happened to them.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'actions:save', 'outbox:list'] as const),
      ...(['webhooks:read', 'events:save', 'deliveries:start'] as const),
    ],
  },
  deliverEvent: {
    ...STEP,
    entry: 'steps/telling/deliver-event.ts',
    description: 'Sends an event to a webhook, and records the answer.',
    grants: ['webhooks:read', 'webhooks:write', 'events:read', 'deliveries:read', 'deliveries:save'],
  },
  createWebhook: {
    ...ROUTE,
    entry: 'steps/api/webhooks/create-webhook.ts',
    description: 'Creates a webhook with a new secret.',
    grants: ['webhooks:read', 'webhooks:write'],
  },
  listWebhooks: {
    ...ROUTE,
    entry: 'steps/api/webhooks/list-webhooks.ts',
    description: 'Lists all webhooks, without their secrets.',
    grants: ['webhooks:read'],
  },
  getWebhook: {
    ...ROUTE,
    entry: 'steps/api/webhooks/get-webhook.ts',
    description: 'Returns one webhook, without its secret.',
    grants: ['webhooks:read'],
  },
  changeWebhook: {
    ...ROUTE,
    entry: 'steps/api/webhooks/change-webhook.ts',
    description: 'Changes, disables or enables a webhook.',
    grants: ['webhooks:read', 'webhooks:write'],
  },
  deleteWebhook: {
    ...ROUTE,
    entry: 'steps/api/webhooks/delete-webhook.ts',
    description: 'Deletes a webhook; repeatable.',
    grants: ['webhooks:read', 'webhooks:write'],
  },
  rotateWebhookSecret: {
    ...ROUTE,
    entry: 'steps/api/webhooks/rotate-webhook-secret.ts',
    description: 'Gives a webhook a new secret; the one before stays valid for a day.',
    grants: ['webhooks:read', 'webhooks:write'],
  },
  testWebhook: {
    ...ROUTE,
    entry: 'steps/api/webhooks/test-webhook.ts',
    description: 'Sends a test event to a webhook.',
    grants: ['webhooks:read', 'events:save', 'deliveries:start'],
  },
  listDeliveries: {
    ...ROUTE,
    entry: 'steps/api/webhooks/list-deliveries.ts',
    description: 'Lists the latest deliveries to a webhook, with the answers.',
    grants: ['webhooks:read', 'deliveries:list'],
  },
  retryDelivery: {
    ...ROUTE,
    entry: 'steps/api/webhooks/retry-delivery.ts',
    description: 'Sends an event to a webhook again.',
    grants: ['webhooks:read', 'deliveries:read', 'deliveries:start'],
  },
} as const satisfies Record<string, FunctionSpec>;
