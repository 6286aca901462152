import { describe, expect, it } from '@jest/globals';
import type { Address } from '../../steps/domain/meeting.ts';
import type { Addresses, Host } from '../../steps/ports.ts';
import { ID } from '../support/meeting.ts';
import { aHost } from '../support/step-ports.ts';

const running = aHost({ publicIp: '192.0.2.1', publicName: 'h1.example' });
const { publicIp: _ip, publicName: _name, ...withoutAddress } = running;
const pending: Host = { ...withoutAddress, state: 'pending' };

/** Publishes, as the workflow does, until the address is no longer pending. */
async function published(addresses: Addresses, host = running, before?: Address): Promise<Address> {
  let address = before;
  for (let tries = 0; tries < 5; tries++) {
    address = await addresses.publish(ID, host, address);
    if (address && address.pending === undefined) return address;
  }
  throw new Error('never published');
}

export function addressesContract(name: string, make: () => Addresses): void {
  describe(`${name} (port Addresses)`, () => {
    it('returns undefined for a host without a network address', async () => {
      expect(await make().publish(ID, pending)).toBeUndefined();
    });

    it('returns the same URL each time for a running host', async () => {
      const addresses = make();
      const address = await published(addresses);
      expect(new URL(address.url).hostname).toBe(address.name);
      expect(address).toMatchObject({ ip: '192.0.2.1' });
      expect(await addresses.publish(ID, running, address)).toEqual(address);
    });

    it('points to the replacement of a host', async () => {
      const addresses = make();
      const before = await published(addresses);
      const replacement = {
        ...running,
        instanceId: 'i-2',
        attempt: 2,
        publicIp: '192.0.2.2',
        publicName: 'h2.example',
      };
      expect(await published(addresses, replacement, before)).toMatchObject({ ip: '192.0.2.2' });
    });

    it('lists published names until they are removed', async () => {
      const addresses = make();
      const address = await published(addresses);
      for (const one of await addresses.published())
        expect(one).toMatchObject({ meetingId: ID, address: { name: address.name } });
      await addresses.remove(ID, [address]);
      expect(await addresses.published()).toEqual([]);
    });

    it('removes names idempotently, also names that were never published', async () => {
      const addresses = make();
      const address = await published(addresses);
      await addresses.remove(ID, [address]);
      await addresses.remove(ID, [address]);
      await addresses.remove('nobody0000000000', []);
    });
  });
}
