import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WebhookStore } from '../../steps/telling/ports.ts';
import type { Delivery, EventRecord, Webhooks } from '../../steps/telling/webhooks.ts';
import { ID, iso } from '../support/meeting.ts';

export interface WebhooksUnderTest {
  readonly webhooks: WebhookStore;
  readonly close?: () => Promise<void>;
}

const all = (fields: Partial<Webhooks> = {}): Webhooks => ({
  organiser: 'default',
  version: 1,
  webhooks: [{ id: ID, url: 'https://crm.example/hooks', secret: 'whsec_c2VjcmV0', created_at: iso(0) }],
  ...fields,
});

const anEvent = (id: string): EventRecord => ({
  id,
  organiser: 'default',
  body: { type: 'webhook.test', timestamp: iso(0), sequence: 0, data: {} },
  expires_at: 1_800_000_000,
});

const aDelivery = (event_id: string, fields: Partial<Delivery> = {}): Delivery => ({
  webhook_id: ID,
  event_id,
  organiser: 'default',
  type: 'webhook.test',
  state: 'waiting',
  run: 1,
  attempts: [{ at: iso(0), run: 1, accepted: false, status: 500, duration_ms: 12 }],
  next_at: iso(1),
  expires_at: 1_800_000_000,
  ...fields,
});

export function webhooksContract(name: string, make: () => Promise<WebhooksUnderTest>): void {
  describe(`${name} (port WebhookStore)`, () => {
    let under: WebhooksUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('writes all webhooks only over the version that was seen', async () => {
      const { webhooks } = under;
      expect(await webhooks.webhooks('default')).toBeUndefined();
      expect(await webhooks.replaceWebhooks(all(), 1)).toBe(false);
      expect(await webhooks.replaceWebhooks(all(), 0)).toBe(true);
      expect(await webhooks.replaceWebhooks(all({ webhooks: [] }), 0)).toBe(false);
      expect(await webhooks.webhooks('default')).toEqual(all());
      expect(await webhooks.replaceWebhooks(all({ version: 2, webhooks: [] }), 1)).toBe(true);
      expect(await webhooks.webhooks('default')).toEqual(all({ version: 2, webhooks: [] }));
    });

    it('keeps the webhooks of organisers apart', async () => {
      const { webhooks } = under;
      const ada = all({ organiser: 'https://issuer.example#ada', webhooks: [] });
      expect(await webhooks.replaceWebhooks(all(), 0)).toBe(true);
      expect(await webhooks.replaceWebhooks(ada, 0)).toBe(true);
      expect(await webhooks.webhooks(ada.organiser)).toEqual(ada);
      expect(await webhooks.webhooks('default')).toEqual(all());
    });

    it('lets one of several writers through', async () => {
      const { webhooks } = under;
      const written = await Promise.all(Array.from({ length: 5 }, () => webhooks.replaceWebhooks(all(), 0)));
      expect(written.filter(Boolean)).toHaveLength(1);
    });

    it('keeps an event as it was first written', async () => {
      const { webhooks } = under;
      expect(await webhooks.event('one')).toBeUndefined();
      await webhooks.saveEvent(anEvent('one'));
      await webhooks.saveEvent({ ...anEvent('one'), expires_at: 1 });
      expect(await webhooks.event('one')).toEqual(anEvent('one'));
    });

    it('replaces a delivery, and lists those of one webhook, latest event first', async () => {
      const { webhooks } = under;
      for (const event of ['20261201T1', '20261203T1', '20261202T1']) await webhooks.saveDelivery(aDelivery(event));
      await webhooks.saveDelivery(aDelivery('20261204T1', { webhook_id: 'b'.repeat(16) }));
      const { next_at: _next, ...delivered } = aDelivery('20261202T1', { state: 'delivered' });
      await webhooks.saveDelivery(delivered);
      expect(await webhooks.delivery(ID, '20261202T1')).toEqual(delivered);
      expect(await webhooks.delivery(ID, '20261204T1')).toBeUndefined();
      expect(await webhooks.deliveries(ID, 2)).toEqual([aDelivery('20261203T1'), delivered]);
      expect(await webhooks.deliveries('c'.repeat(16), 2)).toEqual([]);
    });
  });
}
