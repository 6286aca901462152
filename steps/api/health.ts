import type { Ports } from '../ports.ts';
import { answering } from './answering.ts';
import { clockFields } from './clock-fields.ts';
import { onApi } from '../aws/on-lambda.ts';
import { settings } from '../aws/settings.ts';

/** Says that the API is there, and what time it is for it. */
export const health = (ports: Pick<Ports, 'settings' | 'clock' | 'log'>) =>
  answering(ports, async () => ({
    status: 200,
    body: { status: 'ok', ...clockFields(ports.clock), clock_speed: ports.clock.speed },
  }));

export const handler = onApi(health, { settings });
