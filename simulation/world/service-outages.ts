import type { Timers } from '../../local/states-language/index.ts';
import type { Service } from '../../promises/trace.ts';
import { SECOND } from '../../steps/domain/instants.ts';
import type { Ports } from '../../steps/ports.ts';
import type { Outages } from '../plan/outages.ts';
import { interceptCalls } from './intercept-calls.ts';
import { simulated } from './simulated-errors.ts';

/** The service behind each port. Names and probes of hosts do not depend on one of them. */
const SERVICE_OF: Readonly<Partial<Record<keyof Ports, Service>>> = {
  meetings: 'dynamodb',
  slots: 'dynamodb',
  days: 'dynamodb',
  series: 'dynamodb',
  outbox: 'dynamodb',
  webhooks: 'dynamodb',
  calendars: 'dynamodb',
  deliveryRuns: 'step-functions',
  hosts: 'ec2',
  buildHosts: 'ec2',
  images: 'ec2',
  workflow: 'step-functions',
  wakeUps: 'scheduler',
};

/** The ports of a function. Calls of a service that is down have no effect, and fail after some seconds. */
export function withOutages(ports: Ports, caller: string, outages: Outages, timers: Timers): Ports {
  return interceptCalls(async ({ port, method }, make) => {
    const service = SERVICE_OF[port];
    if (!service || outages.downUntil(service, timers.now()) === undefined) return make();
    await new Promise<void>((resolve) => void timers.at(timers.now() + 2 * SECOND, resolve));
    throw simulated(Object.assign(new Error(`${port}.${method}: service unavailable`), { name: 'ServiceUnavailable' }));
  })(ports, caller);
}
