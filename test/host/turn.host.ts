import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { roomSecrets } from '../../steps/domain/rooms.ts';
import { ID } from '../support/meeting.ts';
import { ADDRESSES, Internet, type Place, PRIVATE_ADDRESS } from './internet.ts';
import { NAME, Rig, SECRET } from './rig.ts';

const rig = new Rig();
let internet: Internet;

beforeAll(async () => {
  internet = new Internet({ only443: [], name: NAME });
  await rig.start({ internet });
});
afterAll(async () => {
  await rig.stop();
  internet.remove();
});

const { turn_secret } = roomSecrets(SECRET, ID);

/** The output of coturn's own client at school, which sends one packet to a peer and receives it back. */
function relay(peer: string, ...options: readonly string[]): string {
  const credentials = options.includes('-w') ? [] : ['-W', turn_secret];
  // From outside, TCP reaches coturn only through nginx.
  const inside = options.includes('-T');
  const [program = '', ...args] = internet.command(
    inside ? 'host' : 'school',
    'timeout',
    '20',
    'turnutils_uclient',
    ...credentials,
    ...`-c -n 1 -e ${peer} -r 10000`.split(' '),
    ...options,
    inside ? PRIVATE_ADDRESS : ADDRESSES.host,
  );
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const RELAYED = 'Total lost packets 0 ';

describe('with peers that echo', () => {
  let peers: ChildProcess[];
  beforeEach(() => {
    const echo = (place: Place, address: string): ChildProcess =>
      internet.start(place, ['turnutils_peer', '-L', address, '-p', '10000']);
    peers = [echo('host', PRIVATE_ADDRESS), echo('office', ADDRESSES.office)];
  });
  afterEach(() => peers.forEach((peer) => peer.kill()));

  it("relays to the host's own bridge at its public address", () => {
    expect(relay(ADDRESSES.host)).toContain(RELAYED);
  });

  it('relays to public addresses', () => {
    expect(relay(ADDRESSES.office)).toContain(RELAYED);
  });

  it('limits the number of allocations', async () => {
    const restart = async (): Promise<void> => {
      await rig.stopProcess('turn');
      rig.startTurn();
      await rig.listening();
    };
    await restart();
    expect(relay(ADDRESSES.host, '-m', '20')).toContain(RELAYED);
    expect(relay(ADDRESSES.host, '-m', '100')).toContain('error 486');
    await restart();
  });
});

it.each([
  ['this network', '0.1.2.3'],
  ['a private network', '10.0.0.11'],
  ['a private network', '172.17.0.2'],
  ['a private network', '192.168.0.1'],
  ['a carrier', '100.64.0.1'],
  ['the loopback device', '127.0.0.1'],
  ['the metadata service', '169.254.169.254'],
  ["the VPC's resolver", '169.254.169.253'],
  ['a multicast group', '224.0.0.251'],
  ['everybody', '255.255.255.255'],
])('does not relay to %s (%s)', (_, peer) => {
  expect(relay(peer)).toContain('Forbidden IP');
});

it('does not relay TCP or IPv6', () => {
  expect(relay(ADDRESSES.office, '-T')).toContain('error 442');
  expect(relay('2001:db8::1', '-x')).toContain('error 440');
});

it("accepts only credentials of the room's secret, until they expire", () => {
  const now = Math.floor(Date.now() / 1000);
  const allocate = (secret: string, expires: number): string => {
    const password = createHmac('sha1', secret).update(String(expires)).digest('base64');
    return relay('127.0.0.1', '-u', String(expires), '-w', password);
  };
  const refused = 'Cannot complete Allocation';
  expect(allocate(turn_secret, now + 60)).toContain('Forbidden IP');
  expect(allocate(turn_secret, now - 60)).toContain(refused);
  expect(allocate(roomSecrets(SECRET, 'another000000000').turn_secret, now + 60)).toContain(refused);
});
