import { describe, expect, it } from '@jest/globals';
import type { Addresses, Host } from '../../steps/ports.ts';
import { ID, t } from '../support/meeting.ts';

const pending: Host = {
  instanceId: 'i-1',
  meetingId: ID,
  revision: 1,
  role: 'room',
  attempt: 1,
  state: 'pending',
  launchedAt: t(-10),
};
const running: Host = { ...pending, state: 'running', publicIp: '192.0.2.1', publicName: 'h1.example' };

export function addressesContract(name: string, make: () => Addresses): void {
  describe(`${name} as names for hosts`, () => {
    it('have none for a host that is not in the network yet', async () => {
      expect(await make().publish(ID, pending)).toBeUndefined();
    });

    it('give a running host the same address each time, for a browser to open', async () => {
      const addresses = make();
      const address = await addresses.publish(ID, running);
      expect(new URL(address!.url).hostname).toBe(address!.name);
      expect(address).toMatchObject({ ip: '192.0.2.1' });
      expect(await addresses.publish(ID, running)).toEqual(address);
    });

    it('are removed, twice and unpublished ones too', async () => {
      const addresses = make();
      const address = (await addresses.publish(ID, running))!;
      await addresses.remove(ID, [address]);
      await addresses.remove(ID, [address]);
      await addresses.remove('nobody0000000000', []);
    });
  });
}
