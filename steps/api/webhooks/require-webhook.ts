import { ownerFor } from '../../domain/organisers.ts';
import type { OrganiserRequest } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import type { Webhook } from '../../telling/webhooks.ts';
import { invalid, notFound, refused } from '../http/problem.ts';

/** @throws Problem 404 */
export function requireWebhook(all: readonly Webhook[], id: string | undefined): Webhook {
  const found = all.find((webhook) => webhook.id === id);
  if (!found) throw notFound('There is no such webhook.');
  return found;
}

type Request = Pick<OrganiserRequest, 'params' | 'caller'>;

/** The webhook in the path. @throws Problem 404, also for a webhook of somebody else */
export async function findWebhook(
  { webhooks }: Pick<Ports, 'webhooks'>,
  { params, caller }: Request,
): Promise<Webhook> {
  return requireWebhook((await webhooks.webhooks(ownerFor(caller)))?.webhooks ?? [], params['id']);
}

/** @throws Problem 404; 409 for one that is disabled */
export async function findEnabled(ports: Pick<Ports, 'webhooks'>, request: Request): Promise<Webhook> {
  const found = await findWebhook(ports, request);
  if (found.disabled)
    throw refused(409, 'id', 'The webhook is disabled. Enable it first.', { code: 'WEBHOOK_DISABLED' });
  return found;
}

/** @throws Problem 422 */
export function requireUrl({ receivers }: Pick<Ports, 'receivers'>, url: string): void {
  const fault = receivers.fault(url);
  if (fault !== undefined) throw invalid({ field: 'url', message: fault, code: 'WEBHOOK_ADDRESS' });
}

/** A repeated request must not create a second webhook. @throws Problem 409 when another webhook has the address */
export function requireFree(all: readonly Webhook[], url: string, id?: string): void {
  if (all.some((webhook) => webhook.url === url && webhook.id !== id))
    throw refused(409, 'url', 'There is a webhook with this address.', { code: 'WEBHOOK_EXISTS' });
}
