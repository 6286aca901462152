import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { settings } from '../aws/settings.ts';

/** Says that the API is there, and what time it is for it. */
export const health = (ports: Pick<Ports, 'settings' | 'clock' | 'log'>) =>
  respond(ports, async () => ({
    status: 200,
    body: { status: 'ok', ...clockFields(ports.clock), clock_speed: ports.clock.speed },
  }));

export const handler = onApi(health, { settings });
