import { describe, expect, it } from '@jest/globals';
import { ExecutionAlreadyExists } from '../../local/states-language/index.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { MeetingEvent } from '../../steps/api/http/webhook-schemas.ts';
import { DAY, HOUR, MINUTE } from '../../steps/domain/instants.ts';
import { firesAlarm } from '../../steps/domain/metrics.ts';
import type { Answer, Delivery, Webhook } from '../../steps/telling/webhooks.ts';
import { Stage } from '../support/stage.ts';

const URL = 'https://crm.example/hooks';

const answered = (status: number): Answer => ({ accepted: status === 204, status, duration_ms: 40 });
const LOST: Answer = { accepted: false, error: 'no answer in time', duration_ms: 15_000 };

interface Created {
  readonly id: string;
  readonly secret: string;
}

/** A meeting, and a webhook that was created before it. */
async function told(options: Partial<WorldOptions> = {}): Promise<{ stage: Stage; webhook: Created }> {
  const stage = new Stage({ telling: true, ...options });
  const { status, body } = await stage.world.request('createWebhook', {}, { url: URL });
  expect(status).toBe(200);
  await stage.schedule();
  return { stage, webhook: JSON.parse(body) as Created };
}

const eventsOf = ({ world }: Stage): MeetingEvent[] =>
  world.telling.receivers.received.map(({ body }) => JSON.parse(body) as MeetingEvent);
const typesOf = (stage: Stage): string[] => eventsOf(stage).map(({ type }) => type.replace('meeting.', ''));
const stored = async ({ world }: Stage): Promise<Webhook> =>
  (await world.telling.webhooks.webhooks('default'))!.webhooks[0]!;
const deliveriesOf = async ({ world }: Stage, { id }: Created): Promise<readonly Delivery[]> =>
  world.telling.webhooks.deliveries(id, 50);

describe('a webhook', () => {
  it('gets each event of a lesson once, and the rows have nothing left to tell', async () => {
    const { stage } = await told();
    await stage.stay('teacher', -4, -3);
    await stage.stay('student', 3, 20);
    await stage.at(60);
    expect(typesOf(stage)).toEqual(['scheduled', 'ready', 'started', 'joined', 'left', 'joined', 'left', 'ended']);
    expect(eventsOf(stage).map(({ data }) => data.role)).toEqual([
      undefined,
      undefined,
      undefined,
      'teacher',
      'teacher',
      'student',
      'student',
      undefined,
    ]);
    expect(eventsOf(stage).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stage.row).not.toHaveProperty('untold');
    expect(await stage.row).not.toHaveProperty('untold_since');
    expect(await stage.world.ports.outbox.untold('9999', 10)).toEqual([]);
  });

  it('hears of a move, a late start, an extension and a cancellation', async () => {
    const { stage } = await told();
    const { world, id } = stage;
    const key = { headers: { 'x-link-key': stage.keyOf('teacher') } };
    await world.request('changeMeeting', { id }, { duration_minutes: 45 });
    await stage.at(-2);
    await world.request('startLate', { id }, { minutes: 5 }, key);
    await stage.at(1);
    await world.request('extendMeeting', { id }, { minutes: 10 }, key);
    await stage.at(2);
    await stage.cancel();
    await stage.at(10);
    expect(typesOf(stage)).toEqual(['scheduled', 'moved', 'ready', 'moved', 'extended', 'cancelled']);
    const late = eventsOf(stage)[3]!;
    expect(late.timestamp).toBe(new Date(world.now - 12 * MINUTE).toISOString());
  });

  it('is tried eight times over a day, and disabled after the last of them, which an alarm tells', async () => {
    const metrics: string[] = [];
    const onMetric = (metric: string): unknown => metrics.push(metric);
    const { stage, webhook } = await told({ answer: () => answered(500), onMetric });
    await stage.cancel();
    await stage.at(60);
    expect(await stored(stage)).toMatchObject({ failing_since: expect.any(String) });
    expect(await stored(stage)).not.toHaveProperty('disabled');
    await stage.world.run(stage.world.now + 2 * DAY);
    const [last, first] = await deliveriesOf(stage, webhook);
    expect(first?.attempts).toHaveLength(8);
    expect([first?.state, last?.state].toSorted()).toEqual(['dropped', 'failed']);
    const [from, to] = [first!.attempts[0]!.at, first!.attempts[7]!.at].map((at) => Date.parse(at));
    expect(to! - from!).toBeGreaterThanOrEqual(DAY);
    expect(to! - from!).toBeLessThan(DAY + HOUR);
    expect(await stored(stage)).toMatchObject({ disabled: { by: 'failures', why: 'HTTP 500' } });
    expect(metrics.filter((metric) => metric === 'WebhooksDisabled')).toHaveLength(1);
    expect(firesAlarm('WebhooksDisabled', 1)).toBe(true);
  });

  it('is not disabled when it accepts an event within a day', async () => {
    let attempt = 0;
    const { stage, webhook } = await told({ answer: () => ((attempt += 1) < 7 ? LOST : answered(204)) });
    await stage.world.run(stage.world.now + 2 * DAY);
    const found = (await deliveriesOf(stage, webhook)).find(({ type }) => type === 'meeting.scheduled');
    expect(found?.state).toBe('delivered');
    expect(await stored(stage)).not.toHaveProperty('failing_since');
    expect(await stored(stage)).not.toHaveProperty('disabled');
  });

  it('that answers 410 is disabled at once', async () => {
    const { stage } = await told({ answer: () => answered(410) });
    await stage.at(-55);
    expect(await stored(stage)).toMatchObject({ disabled: { by: 'gone' } });
    await stage.cancel();
    await stage.at(0);
    expect(stage.world.telling.receivers.received).toHaveLength(1);
  });

  it('that is enabled again gets events again, and what was dropped on request', async () => {
    const answers = [answered(500), answered(204)];
    const { stage, webhook } = await told({ answer: () => answers.shift() ?? answered(204) });
    const { world } = stage;
    await stage.at(-59.99);
    expect((await world.request('changeWebhook', { id: webhook.id }, { enabled: false })).status).toBe(200);
    expect((await world.request('testWebhook', { id: webhook.id })).status).toBe(409);
    await stage.at(-50);
    const [dropped] = await deliveriesOf(stage, webhook);
    expect(dropped).toMatchObject({ state: 'dropped', run: 1 });
    await world.request('changeWebhook', { id: webhook.id }, { enabled: true });
    const params = { id: webhook.id, delivery: dropped!.event_id };
    const retries = [1, 2].map(() => world.request('retryDelivery', params));
    expect((await Promise.all(retries)).map(({ status }) => status)).toEqual([202, 202]);
    await stage.at(-40);
    expect(typesOf(stage)).toEqual(['scheduled', 'scheduled']);
    expect(await deliveriesOf(stage, webhook)).toMatchObject([{ state: 'delivered', run: 2 }]);
  });

  it('has the signature of the secret before, too, for a day after a rotation', async () => {
    const { stage, webhook } = await told();
    const { world } = stage;
    const { body } = await world.request('rotateWebhookSecret', { id: webhook.id });
    const { secret } = JSON.parse(body) as Created;
    for (const hours of [0, 23, 2]) {
      await world.run(world.now + hours * HOUR);
      await world.request('testWebhook', { id: webhook.id });
      await world.run(world.now + MINUTE);
    }
    const tests = world.telling.receivers.received.filter((one) => one.body.includes('webhook.test'));
    expect(tests.map(({ secrets }) => secrets)).toEqual([[secret, webhook.secret], [secret, webhook.secret], [secret]]);
  });

  it('that wants other events gets none', async () => {
    const { stage, webhook } = await told();
    await stage.at(-59);
    await stage.world.request('changeWebhook', { id: webhook.id }, { types: ['ended'] });
    await stage.cancel();
    await stage.at(0);
    expect(typesOf(stage)).toEqual(['scheduled']);
  });
});

describe('telling', () => {
  it('never blocks a meeting: with all of its calls broken, the lesson takes place, and everything is told later', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller }, make) => {
      if (broken && caller === 'tell') throw new Error('broken');
      return make();
    });
    const { stage } = await told({ between });
    await stage.stay('teacher', -4, 20);
    await stage.at(60);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.world.telling.receivers.received).toEqual([]);
    broken = false;
    await stage.at(62);
    expect(typesOf(stage).toSorted()).toEqual(['ended', 'joined', 'left', 'ready', 'scheduled', 'started']);
    expect(await stage.row).not.toHaveProperty('untold');
  });

  it.each(['meetings.find', 'webhooks.webhooks', 'webhooks.saveEvent', 'deliveryRuns.start', 'meetings.replace'])(
    'that dies before or after its call %s tells each event, and starts each delivery once',
    async (call) => {
      for (const dies of ['before', 'after']) {
        let deaths = 0;
        const between = interceptCalls(async ({ caller, port, method }, make) => {
          const isHit = caller === 'tell' && `${port}.${method}` === call && (deaths += 1) <= 3;
          if (isHit && dies === 'before') throw new Error('died');
          const result = await make();
          if (isHit) throw new Error('died');
          return result;
        });
        const { stage } = await told({ between });
        await stage.at(-40);
        await stage.cancel();
        await stage.at(0);
        expect(deaths).toBeGreaterThan(1);
        expect(typesOf(stage).toSorted()).toEqual(['cancelled', 'scheduled']);
        expect(await stage.row).not.toHaveProperty('untold');
      }
    },
  );

  it('survives an outage of two hours of the step that delivers', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller }, make) => {
      if (broken && caller === 'deliverEvent') throw new Error('broken');
      return make();
    });
    const { stage, webhook } = await told({ between });
    await stage.world.run(stage.world.now + 2 * HOUR);
    expect(await deliveriesOf(stage, webhook)).toEqual([]);
    broken = false;
    await stage.world.run(stage.world.now + HOUR);
    expect(typesOf(stage)).toContain('scheduled');
  });

  it('that finds its delivery started before does nothing', async () => {
    const { stage, webhook } = await told();
    await stage.at(-50);
    const [delivery] = await deliveriesOf(stage, webhook);
    const input = { webhookId: webhook.id, eventId: delivery!.event_id, run: 1 };
    await stage.world.ports.deliveryRuns.start(input);
    await stage.at(-40);
    expect(typesOf(stage)).toEqual(['scheduled']);
    expect(() => stage.world.telling.engine.start(`${input.webhookId}-${input.eventId}-1`, input)).toThrow(
      ExecutionAlreadyExists,
    );
  });
});
