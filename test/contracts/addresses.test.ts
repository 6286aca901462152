import { DirectAddresses } from '../../steps/aws/direct-addresses.ts';
import { Route53Addresses } from '../../steps/aws/route53-addresses.ts';
import { FakeRoute53 } from '../support/fake-route53.ts';
import { addressesContract } from './addresses.ts';

addressesContract('DirectAddresses', () => new DirectAddresses('http://{host}'));
addressesContract('Route53Addresses', () => {
  const route53 = new FakeRoute53('rooms.example');
  return new Route53Addresses(route53.client, { zoneId: route53.zoneId, domain: 'rooms.example' });
});
