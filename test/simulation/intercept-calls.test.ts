import { describe, expect, it } from '@jest/globals';
import { interceptCalls, type PortCall } from '../../simulation/world/intercept-calls.ts';
import { strictPorts } from '../support/strict-ports.ts';

const ports = strictPorts({
  meetings: { find: async () => undefined },
  hosts: { plan: () => ({ candidates: [], parameters: {} }), find: async () => undefined },
  clock: { now: () => 5 },
});

describe('interceptCalls', () => {
  it('runs the interceptor for remote calls, with caller, arguments and number', async () => {
    const calls: PortCall[] = [];
    const intercept = interceptCalls((call, make) => (calls.push(call), make()));
    expect(await intercept(ports, 'decide').meetings.find('a')).toBeUndefined();
    expect(await intercept(ports, 'sweep').hosts.find('b')).toBeUndefined();
    expect(calls).toEqual([
      { caller: 'decide', port: 'meetings', method: 'find', args: ['a'], number: 1 },
      { caller: 'sweep', port: 'hosts', method: 'find', args: ['b'], number: 2 },
    ]);
  });

  it('does not run it for local methods and local ports', () => {
    const { hosts, clock } = interceptCalls(() => Promise.reject(new Error('intercepted')))(ports, 'decide');
    expect(hosts.plan()).toEqual(ports.hosts.plan());
    expect(clock.now()).toBe(5);
  });
});
