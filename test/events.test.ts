import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { BUILD_STEPS, ROUTE_HANDLERS, STEPS } from '../local/handlers.ts';
import { ORIGIN } from '../simulation/world/api.ts';
import { World } from '../simulation/world/world.ts';
import { toApiRequest } from '../steps/aws/lambda/api-gateway.ts';
import type { RouteName } from '../steps/api/routes.ts';
import type { Ports } from '../steps/ports.ts';
import { type FillCall, fillSeries } from '../steps/series/fill-series.ts';
import { deliverEvent } from '../steps/telling/deliver-event.ts';
import type { TellCall } from '../steps/telling/call.ts';
import { tell } from '../steps/telling/tell.ts';
import { sweep, type SweepCall } from '../steps/sweep/sweep.ts';
import { aReady, t } from './support/meeting.ts';

const FOLDER = new URL('./events/', import.meta.url);
const events = readdirSync(FOLDER).map(
  (file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as unknown] as const,
);
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

async function aWorld(): Promise<World> {
  const world = new World({ start: t(5) });
  await world.meetings.insert(aReady());
  return world;
}

describe('the example events', () => {
  it('exist for every step and every route with input', () => {
    const names = events.map(([file]) => camel(file.replace(/^api-/, '').replace('.json', '')));
    expect(names).toEqual(expect.arrayContaining(Object.keys(STEPS)));
    expect(names).toEqual(
      expect.arrayContaining(['schedule', 'join', 'presence', 'endMeeting', 'cancelMeeting', 'room']),
    );
  });

  it.each(Object.keys(BUILD_STEPS))('%s has an event that it accepts', async (name) => {
    const [, event] = events.find(([file]) => camel(file.replace('.json', '')) === name)!;
    const { ports } = new World({ start: t(5), images: {} });
    const result = await BUILD_STEPS[name as keyof typeof BUILD_STEPS](ports)(event as never).catch(
      (error: Error) => error.name,
    );
    // Without a build there is no image.
    expect(['BuildFailed', { next: 'GO_ON' }, { next: 'WAIT', waitSeconds: 30 }]).toContainEqual(result);
  });

  it.each(events.filter(([file]) => camel(file.replace(/(-after-error)?\.json$/, '')) in STEPS))(
    '%s is accepted by its step',
    async (file, event) => {
      const { ports } = await aWorld();
      const step = STEPS[camel(file.replace(/(-after-error)?\.json$/, '')) as keyof typeof STEPS] as (
        ports: Ports,
      ) => (call: unknown) => Promise<unknown>;
      await expect(step(ports)(event)).resolves.not.toBeNull();
    },
  );

  it.each(events.filter(([file]) => file.startsWith('sweep-')))('%s is accepted by the sweep', async (_file, event) => {
    const { ports } = await aWorld();
    await expect(sweep(ports)(event as SweepCall)).resolves.toBeUndefined();
  });

  it.each(events.filter(([file]) => file.startsWith('fill-')))('%s is accepted by fillSeries', async (_file, event) => {
    const { ports } = await aWorld();
    await expect(fillSeries(ports)(event as FillCall)).resolves.toBeUndefined();
  });

  it.each(events.filter(([file]) => file.startsWith('tell-')))('%s is accepted by tell', async (_file, event) => {
    const { ports } = await aWorld();
    await expect(tell(ports)(event as TellCall)).resolves.toBeUndefined();
  });

  it.each(events.filter(([file]) => file.startsWith('deliver-')))(
    '%s is accepted by its step',
    async (_file, event) => {
      const { ports } = await aWorld();
      await expect(deliverEvent(ports)(event as never)).resolves.toEqual({ next: 'OVER' });
    },
  );

  it.each(events.filter(([file]) => file.startsWith('api-')))(
    '%s gets a response from its route',
    async (file, event) => {
      const { ports } = await aWorld();
      const name = camel(file.replace(/^api-|\.json$/g, '')) as RouteName;
      const request = toApiRequest(event as APIGatewayProxyEvent, 'https://api.example');
      const { status } = await ROUTE_HANDLERS[name]({ ...ports, origins: [ORIGIN] })(request);
      // The link keys in the events are placeholders.
      expect(file).toMatch(status === 403 ? /join|presence|give-feedback|end-meeting/ : /\.json$/);
      expect(status).toBeLessThan(404);
    },
  );
});
