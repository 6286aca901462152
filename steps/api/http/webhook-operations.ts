import { BODY, type Operation } from './operation.ts';
import { changeWebhookBody, webhookBody } from './request-schemas.ts';
import * as webhooks from './webhook-schemas.ts';

/** Requests and responses of the routes of webhooks. */
export const WEBHOOK_OPERATIONS = {
  createWebhook: {
    summary: 'Creates a webhook: its address gets the events of all meetings. The response has its secret.',
    body: webhookBody,
    responses: { 200: webhooks.webhookWithSecret },
    problems: [...BODY, 403, 409, 503],
  },
  listWebhooks: {
    summary: 'Lists all webhooks, without their secrets.',
    responses: { 200: webhooks.webhookList },
    problems: [403],
  },
  getWebhook: {
    summary: 'Returns one webhook, without its secret.',
    responses: { 200: webhooks.webhookDetails },
    problems: [403, 404],
  },
  changeWebhook: {
    summary: 'Changes, disables or enables a webhook. Idempotent.',
    body: changeWebhookBody,
    responses: { 200: webhooks.webhookDetails },
    problems: [...BODY, 403, 404, 409, 503],
  },
  deleteWebhook: {
    summary: 'Deletes a webhook. Idempotent.',
    responses: { 204: undefined },
    problems: [403, 503],
  },
  rotateWebhookSecret: {
    summary:
      'Gives a webhook a new secret, which the response has. Events are signed with the secret before, too, for a day.',
    responses: { 200: webhooks.webhookWithSecret },
    problems: [403, 404, 503],
  },
  testWebhook: {
    summary: 'Sends an event of the type webhook.test to a webhook.',
    responses: { 202: webhooks.deliveryStarted },
    problems: [403, 404, 409],
  },
  listDeliveries: {
    summary: 'Lists the deliveries of the 50 latest events to a webhook, with the answers.',
    responses: { 200: webhooks.deliveryList },
    problems: [403, 404],
  },
  retryDelivery: {
    summary: 'Sends an event to a webhook again, with the same webhook-id.',
    responses: { 202: webhooks.deliveryStarted },
    problems: [403, 404, 409],
  },
} as const satisfies Readonly<Record<string, Operation>>;
