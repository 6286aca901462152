import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Route53Addresses } from '../../../steps/aws/route53-addresses.ts';
import type { Host } from '../../../steps/ports.ts';
import { aHost } from '../../support/step-ports.ts';
import { FakeRoute53 } from '../../support/fake-route53.ts';
import { ID } from '../../support/meeting.ts';

const DOMAIN = 'rooms.example';
const host = (publicIp: string, fields: Partial<Host> = {}): Host => aHost({ publicIp, ...fields });
const throttled = (name: string): Error => Object.assign(new Error(name), { name });

describe('the name of a room in Route 53', () => {
  let route53: FakeRoute53;
  let addresses: Route53Addresses;
  const fresh = (): void => {
    route53 = new FakeRoute53(DOMAIN);
    addresses = new Route53Addresses(route53.client, { zoneId: route53.zoneId, domain: DOMAIN });
  };
  beforeEach(fresh);

  it('is written once, and then polled until it is in sync', async () => {
    const first = await addresses.publish(ID, host('192.0.2.1'));
    expect(first).toMatchObject({ name: `${ID}.${DOMAIN}`, url: `https://${ID}.${DOMAIN}/${ID}`, pending: 'C1' });
    const second = await addresses.publish(ID, host('192.0.2.1'), first);
    expect(second?.pending).toBe('C1');
    const third = await addresses.publish(ID, host('192.0.2.1'), second);
    expect(third).not.toHaveProperty('pending');
    expect(await addresses.publish(ID, host('192.0.2.1'), third)).toEqual(third);
    expect(route53.requests).toEqual(['change', 'poll', 'poll']);
    expect(route53.record(`${ID}.${DOMAIN}`)).toMatchObject({ TTL: 30, ResourceRecords: [{ Value: '192.0.2.1' }] });
  });

  it.each(['Throttling', 'ThrottlingException', 'PriorRequestNotComplete'])(
    'is requested again after %s, at either step',
    async (name) => {
      route53.refusals.push(throttled(name));
      expect(await addresses.publish(ID, host('192.0.2.1'))).toBeUndefined();
      const address = await addresses.publish(ID, host('192.0.2.1'));
      route53.refusals.push(throttled(name));
      expect(await addresses.publish(ID, host('192.0.2.1'), address)).toEqual(address);
    },
  );

  it('is not written for a stopping host or a host without an address', async () => {
    expect(await addresses.publish(ID, host('192.0.2.1', { state: 'stopping' }))).toBeUndefined();
    const { publicIp: _, ...young } = host('192.0.2.1');
    expect(await addresses.publish(ID, young)).toBeUndefined();
    expect(route53.requests).toEqual([]);
  });

  it('is deleted by its recorded value, in one request', async () => {
    const address = (await addresses.publish(ID, host('192.0.2.1')))!;
    await addresses.remove(ID, [address]);
    expect(route53.names).toEqual([]);
    expect(route53.requests).toEqual(['change', 'change']);
  });

  it('is deleted when the row has no record of it', async () => {
    await addresses.publish(ID, host('192.0.2.1'));
    await addresses.remove(ID, []);
    expect(route53.names).toEqual([]);
  });

  it('is deleted when it has the address of the replacement', async () => {
    const first = (await addresses.publish(ID, host('192.0.2.1')))!;
    await addresses.publish(ID, host('192.0.2.2', { instanceId: 'i-2' }), first);
    await addresses.remove(ID, [first]);
    expect(route53.names).toEqual([]);
  });

  it('is deleted, and the next name in the zone is not', async () => {
    const next = 'zzzzzzzzzzzzzzzz';
    await addresses.publish(next, host('192.0.2.9'));
    await addresses.remove(ID, []);
    expect(route53.names).toEqual([`${next}.${DOMAIN}. 192.0.2.9`]);
  });

  it('shares a request with other changes; an invalid one does not affect them', async () => {
    const ids = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'];
    const published = await Promise.all(ids.map((id, index) => addresses.publish(id, host(`192.0.2.${index}`))));
    expect(route53.requests).toEqual(['change']);
    await addresses.remove(ids[1]!, [published[1]!]);
    await Promise.all(ids.map((id, index) => addresses.remove(id, [published[index]!])));
    expect(route53.names).toEqual([]);
  });

  it('causes an error when Route 53 returns another error', async () => {
    route53.refusals.push(throttled('NoSuchHostedZone'));
    await expect(addresses.publish(ID, host('192.0.2.1'))).rejects.toThrow('NoSuchHostedZone');
    await expect(addresses.remove(ID, [])).resolves.toBeUndefined();
    route53.refusals.push(throttled('Throttling'));
    await expect(addresses.remove(ID, [])).rejects.toMatchObject({ name: 'Throttled' });
    route53.refusals.push(throttled('Throttling'));
    await expect(addresses.published()).rejects.toMatchObject({ name: 'Throttled' });
  });

  it('exists exactly for published and not removed meetings, after any sequence of calls', async () => {
    const ids = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'];
    const act = fc.record({
      id: fc.constantFrom(...ids),
      ip: fc.ipV4(),
      what: fc.constantFrom('publish', 'remove', 'publish without a record'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        fresh();
        route53.put({ Name: `www.${DOMAIN}`, Type: 'A', TTL: 300, ResourceRecords: [{ Value: '203.0.113.1' }] });
        const rows = new Map<string, { name: string; url: string; ip?: string }[]>();
        const left = new Map<string, string>();
        for (const { id, ip, what } of acts) {
          const recorded = rows.get(id) ?? [];
          if (what === 'remove') {
            await addresses.remove(id, recorded);
            rows.delete(id);
            left.delete(id);
          } else {
            const address = await addresses.publish(id, host(ip), recorded.at(-1));
            left.set(id, ip);
            if (what === 'publish' && address) rows.set(id, [...recorded, address]);
          }
        }
        const names = (await addresses.published()).map(({ meetingId, address }) => `${meetingId} ${address.ip}`);
        expect(names.toSorted()).toEqual([...left].map(([id, ip]) => `${id} ${ip}`).toSorted());
        expect(route53.names).toContain(`www.${DOMAIN}. 203.0.113.1`);
      }),
      { numRuns: 60 },
    );
  });
});
