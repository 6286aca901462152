import { respond, type RoutePorts } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';

/** Returns the status and the clock of the API. */
export const health = (ports: RoutePorts<'clock'>) =>
  respond<'health'>(ports, async () => ({
    status: 200,
    body: { status: 'ok', ...clockFields(ports.clock), clock_speed: ports.clock.speed },
  }));

export const handler = onApi(health, {});
