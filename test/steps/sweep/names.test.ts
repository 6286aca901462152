import { expect, it } from '@jest/globals';
import { MemoryMeetings } from '../../../simulation/world/memory/meetings.ts';
import { silentLog } from '../../support/memory/fixed.ts';
import { Route53Addresses } from '../../../steps/aws/route53-addresses.ts';
import { sweepNames } from '../../../steps/sweep/names.ts';
import { FakeRoute53 } from '../../support/fake-route53.ts';
import { aMeeting, aReady, ID } from '../../support/meeting.ts';

const DOMAIN = 'rooms.example';
const record = (id: string, ip: string) => ({
  Name: `${id}.${DOMAIN}`,
  Type: 'A' as const,
  TTL: 30,
  ResourceRecords: [{ Value: ip }],
});

const throttling = () => Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });

it('leaves names to the next sweep when Route 53 throttles it, which is no failure', async () => {
  const route53 = new FakeRoute53(DOMAIN);
  const meetings = new MemoryMeetings();
  await meetings.insert({ ...aMeeting(), status: 'ENDED', outcome: 'COMPLETED' });
  route53.put(record(ID, '192.0.2.1'));
  const addresses = new Route53Addresses(route53.client, { zoneId: route53.zoneId, domain: DOMAIN });
  const failed: string[] = [];
  const sweep = () =>
    sweepNames({ meetings, addresses, log: silentLog }, async (what, run) => run().catch(() => void failed.push(what)));

  route53.refusals.push(throttling());
  await sweep();
  expect(route53.requests).toEqual(['list']);
  route53.refusals.push(undefined, throttling());
  await sweep();
  expect(route53.requests).toEqual(['list', 'list', 'change']);
  expect(route53.names).toEqual([`${ID}.${DOMAIN}. 192.0.2.1`]);
  await sweep();
  expect(route53.names).toEqual([]);
  expect(failed).toEqual([]);
});

it('removes names of ended meetings with one request, and keeps all others', async () => {
  const route53 = new FakeRoute53(DOMAIN);
  const ended = ['overover00000000', 'overover00000001', 'overover00000002'];
  const meetings = new MemoryMeetings();
  await meetings.insert(aReady());
  for (const id of ended) await meetings.insert({ ...aMeeting(), id, status: 'ENDED', outcome: 'COMPLETED' });
  for (const [index, id] of [ID, 'anotherdeploymnt', 'www', ...ended].entries())
    route53.put(record(id, `192.0.2.${index}`));

  const addresses = new Route53Addresses(route53.client, { zoneId: route53.zoneId, domain: DOMAIN });
  await sweepNames({ meetings, addresses, log: silentLog }, (_what, run) => run());
  expect(route53.names).toEqual(
    [`${ID}.${DOMAIN}. 192.0.2.0`, `anotherdeploymnt.${DOMAIN}. 192.0.2.1`, `www.${DOMAIN}. 192.0.2.2`].toSorted(),
  );
  expect(route53.requests.filter((request) => request === 'change')).toHaveLength(1);
});
