import { bodyOf, parseLink } from '../../client/client.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newFolder, type RuntimeClient, withRuntime } from '../support/runtime.ts';
import { isSigned, Receiver } from '../support/receiver.ts';

type Webhook = { id: string; url: string; secret: string; disabled?: { by: string; why?: string } };
type Deliveries = { deliveries: { id: string; type: string; state: string; run: number; attempts: object[] }[] };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await new Receiver().start();
});
afterEach(() => receiver.stop());

const LOCAL = { speed: 3_000, loopbackWebhooks: true };

async function create(client: RuntimeClient, more: object = {}): Promise<Webhook> {
  const { status, body } = await client.send<Webhook>('POST', '/webhooks', { url: receiver.url, ...more });
  expect(status).toBe(200);
  return body;
}

const deliveriesTo = async (client: RuntimeClient, { id }: Webhook): Promise<Deliveries['deliveries']> =>
  (await client.send<Deliveries>('GET', `/webhooks/${id}/deliveries`)).body.deliveries;

const whenReceived = (client: RuntimeClient, count: number): Promise<unknown> =>
  client.until(async () => receiver.received.length >= count);

describe('the local runtime', () => {
  it('tells a webhook what happens to a meeting, signed, in an order that the sequence gives', async () => {
    await withRuntime({ ...LOCAL, speed: 120 }, async (client) => {
      const webhook = await create(client);
      const receipt = await client.schedule({ meet_time: client.inMinutes(0) });
      await client.openRoom(receipt.teacher_link);
      await client.presence(receipt.teacher_link, 'joined');
      await client.until(async () => receiver.types.includes('meeting.joined'));
      bodyOf(await client.api.extendMeeting(parseLink(receipt.teacher_link), 5, 'more'));
      await client.presence(receipt.teacher_link, 'left');
      bodyOf(await client.api.endMeeting(parseLink(receipt.teacher_link)));
      await client.until(async () => receiver.types.includes('meeting.ended'));

      expect(receiver.types).toEqual(
        ['scheduled', 'ready', 'started', 'joined', 'extended', 'left', 'ended'].map((type) => `meeting.${type}`),
      );
      for (const one of receiver.received) {
        expect(isSigned(one, webhook.secret)).toBe(true);
        expect(one.event.data.meeting?.id).toBe(receipt.id);
        expect(one.text).not.toMatch(/key=|link|secret|token|room\//);
      }
      const sequences = receiver.received.map(({ event }) => event.sequence);
      expect(new Set(sequences).size).toBe(sequences.length);
      const ended = receiver.received.find(({ event }) => event.type === 'meeting.ended')!.event;
      expect(ended.data.meeting).toMatchObject({ outcome: expect.any(String), attendance: { teacher: {} } });
      expect(await deliveriesTo(client, webhook)).toHaveLength(7);
    });
  });

  it('repeats an event with the same id and body until it is accepted, and shows each attempt', async () => {
    await withRuntime(LOCAL, async (client) => {
      const webhook = await create(client, { types: ['scheduled'] });
      receiver.answers.push(500, 302);
      await client.schedule();
      await whenReceived(client, 3);
      const delivery = await client.until(async () =>
        (await deliveriesTo(client, webhook)).find(({ state }) => state === 'delivered'),
      );
      expect(delivery.attempts).toMatchObject([
        { accepted: false, status: 500, duration_ms: expect.any(Number) },
        // The target of the redirect was not asked.
        { accepted: false, status: 302 },
        { accepted: true, status: 204 },
      ]);
      expect(new Set(receiver.received.map(({ id, text }) => id + text)).size).toBe(1);
      expect(receiver.received).toHaveLength(3);
    });
  });

  it('sends an event again on request, and sends a test', async () => {
    await withRuntime(LOCAL, async (client) => {
      const webhook = await create(client);
      const test = await client.send<{ id: string }>('POST', `/webhooks/${webhook.id}/test`);
      expect(test.status).toBe(202);
      await whenReceived(client, 1);
      expect(receiver.received[0]).toMatchObject({ id: test.body.id, event: { type: 'webhook.test', sequence: 0 } });
      await client.until(async () => (await deliveriesTo(client, webhook))[0]?.state === 'delivered');
      const path = `/webhooks/${webhook.id}/deliveries/${test.body.id}/retry`;
      expect((await client.send('POST', path)).status).toBe(202);
      await whenReceived(client, 2);
      expect(new Set(receiver.received.map(({ id, text }) => id + text)).size).toBe(1);
      expect((await client.send('POST', path.replace(test.body.id, 'unknown'))).status).toBe(404);
    });
  });

  it('tells what happened before it was stopped', async () => {
    const dataDir = newFolder();
    let webhook: Webhook | undefined;
    let id = '';
    receiver.answers.push(503);
    await withRuntime({ ...LOCAL, dataDir, speed: 60 }, async (client) => {
      webhook = await create(client, { types: ['scheduled'] });
      ({ id } = await client.schedule());
    });
    await withRuntime({ ...LOCAL, dataDir }, async (client) => {
      await client.until(async () => (await deliveriesTo(client, webhook!))[0]?.state === 'delivered');
    });
    expect(receiver.received.at(-1)?.event.data.meeting?.id).toBe(id);
    expect(receiver.types).toEqual(['meeting.scheduled']);
  });

  it('refuses addresses that are not public', async () => {
    await withRuntime({}, async (client) => {
      const urls = [
        'http://169.254.169.254/latest/meta-data',
        'https://169.254.169.254/',
        receiver.url,
        'https://127.0.0.1/',
        'https://[::1]/',
        'https://[::ffff:10.0.0.1]/',
        'https://2130706433/',
        'https://localhost/',
        'https://user:password@example.org/',
        'ftp://example.org/',
        'nonsense',
      ];
      for (const url of urls) {
        const { status, body } = await client.send('POST', '/webhooks', { url });
        expect([url, status, body['errors']]).toEqual([
          url,
          422,
          [{ field: 'url', message: expect.any(String), code: 'WEBHOOK_ADDRESS' }],
        ]);
      }
      expect((await client.send<{ webhooks: object[] }>('GET', '/webhooks')).body.webhooks).toEqual([]);
    });
  });

  it('has at most 20 webhooks, each address once', async () => {
    await withRuntime({}, async (client) => {
      const urls = Array.from({ length: 21 }, (_, index) => `https://example.org/${index}`);
      const answers: number[] = [];
      for (const url of urls) answers.push((await client.send('POST', '/webhooks', { url })).status);
      expect(answers).toEqual([...Array.from({ length: 20 }, () => 200), 409]);
      const { body } = await client.send<{ webhooks: Webhook[] }>('GET', '/webhooks');
      expect(JSON.stringify(body)).not.toContain('whsec_');
      const [first, second] = body.webhooks;
      expect((await client.send('DELETE', `/webhooks/${first!.id}`)).status).toBe(204);
      expect((await client.send('POST', '/webhooks', { url: second!.url })).status).toBe(409);
      expect((await client.send('PATCH', `/webhooks/${second!.id}`, { url: 'http://10.0.0.1' })).status).toBe(422);
      expect((await client.send('PATCH', `/webhooks/${second!.id}`, { types: ['finished'] })).status).toBe(422);
      expect((await client.send('GET', `/webhooks/${first!.id}`)).status).toBe(404);
    });
  });
});
