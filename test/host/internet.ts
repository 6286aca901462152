import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { CHROMIUM } from '../web/support/browser.ts';
import { WITHOUT_LATE_ADDRESSES } from '../web/support/two-computers.ts';

const PLACES = ['school', 'office', 'host'] as const;
export type Place = (typeof PLACES)[number];
export type Guest = Exclude<Place, 'host'>;

/** Addresses of documentation (RFC 5737), which stand for public ones. */
export const ADDRESSES = { school: '198.51.100.2', office: '198.51.100.6', host: '203.0.113.1' } as const;
const ROUTERS: Readonly<Record<Guest, string>> = { school: '198.51.100.1', office: '198.51.100.5' };
/** As on EC2, the host itself has another address. */
export const PRIVATE_ADDRESS = '10.0.0.10';

const EC2 = `table ip ec2 {
  chain prerouting { type nat hook prerouting priority dstnat; ip daddr ${ADDRESSES.host} dnat to ${PRIVATE_ADDRESS}; }
  chain postrouting { type nat hook postrouting priority srcnat; ip saddr ${PRIVATE_ADDRESS} oifname != "lo" snat to ${ADDRESSES.host}; }
}`;

const ONLY_443 = `table inet firewall {
  chain input { type filter hook input priority filter; policy drop; iifname "lo" accept; tcp sport 443 accept; }
  chain output { type filter hook output priority filter; policy drop; oifname "lo" accept; tcp dport 443 accept; }
}`;

/** Stateful, as on EC2. */
const SECURITY_GROUP = `table inet group {
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept; ct state established,related accept;
    ${HOST_KIND_SPECS.jitsi.ports.map(({ protocol, port }) => `${protocol} dport ${port} accept;`).join(' ')}
  }
}`;

interface InternetOptions {
  /** Guests whose networks let only 443/tcp through. The others reach each other, too. */
  readonly only443: readonly Guest[];
  /** Name of the host. */
  readonly name: string;
}

/**
 * Network namespaces: the host behind a 1:1 translation of its address as on EC2, and two guests with a cable to it each.
 * Needs root and Debian's iproute2 and nftables.
 */
export class Internet {
  readonly #folder = mkdtempSync(join(tmpdir(), 'internet-'));
  /** At most 15 characters with the end of an interface's name. */
  readonly #prefix = `er${process.pid}`;

  constructor({ only443, name }: InternetOptions) {
    for (const place of PLACES) {
      ip('netns', 'add', this.#name(place));
      if (place !== 'host') this.run(place, 'sysctl', '-qe', '-w', ...WITHOUT_LATE_ADDRESSES);
      ip('-n', this.#name(place), 'link', 'set', 'lo', 'up');
    }
    for (const guest of ['school', 'office'] as const) this.#connect(guest, name);
    ip('-n', this.#name('host'), 'address', 'add', `${PRIVATE_ADDRESS}/32`, 'dev', 'lo');
    this.run('host', 'nft', EC2);
    this.run('host', 'nft', SECURITY_GROUP);
    // The namespace of the host is also the router between the guests.
    this.run('host', 'sysctl', '-qw', `net.ipv4.ip_forward=${only443.length > 0 ? 0 : 1}`);
    for (const guest of only443) this.run(guest, 'nft', ONLY_443);
  }

  /** The command line that runs a command there. */
  command(place: Place, ...command: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name(place), ...command];
  }

  start(place: Place, command: readonly string[], stdio: StdioOptions = 'ignore'): ChildProcess {
    const [program = '', ...args] = this.command(place, ...command);
    return spawn(program, args, { stdio });
  }

  /** The output of a command; of `nft`, which takes its rules. @throws when it fails */
  run(place: Place, command: string, ...args: readonly string[]): string {
    const input = command === 'nft' ? args[0] : undefined;
    const [program = '', ...all] = this.command(place, command, ...(input === undefined ? args : ['-f', '-']));
    return execFileSync(program, all, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], input });
  }

  /** Path of a program that starts Chromium there. It trusts the authority. */
  chromium(guest: Guest, authority: string): string {
    const home = join(this.#folder, guest);
    const store = `sql:${join(home, '.pki/nssdb')}`;
    mkdirSync(join(home, '.pki/nssdb'), { recursive: true });
    execFileSync('certutil', ['-d', store, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', store, '-A', '-n', 'test', '-t', 'C,,', '-i', authority]);
    const file = join(home, 'chromium');
    writeFileSync(file, `#!/bin/sh\nHOME='${home}' exec ${this.command(guest, CHROMIUM).join(' ')} "$@"\n`);
    chmodSync(file, 0o700);
    return file;
  }

  remove(): void {
    for (const place of PLACES) {
      ip('netns', 'delete', this.#name(place));
      rmSync(`/etc/netns/${this.#name(place)}`, { recursive: true, force: true });
    }
    rmSync(this.#folder, { recursive: true });
  }

  #connect(guest: Guest, name: string): void {
    const cable = `${this.#prefix}-${guest[0]}`;
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', `${cable}h`);
    for (const [place, device, address] of [
      [guest, cable, ADDRESSES[guest]],
      ['host', `${cable}h`, ROUTERS[guest]],
    ] as const) {
      ip('link', 'set', device, 'netns', this.#name(place));
      ip('-n', this.#name(place), 'address', 'add', `${address}/30`, 'dev', device);
      ip('-n', this.#name(place), 'link', 'set', device, 'up');
    }
    ip('-n', this.#name(guest), 'route', 'add', 'default', 'via', ROUTERS[guest]);
    mkdirSync(`/etc/netns/${this.#name(guest)}`, { recursive: true });
    writeFileSync(`/etc/netns/${this.#name(guest)}/hosts`, `127.0.0.1 localhost\n${ADDRESSES.host} ${name}\n`);
  }

  #name(place: Place): string {
    return `${this.#prefix}-${place}`;
  }
}

const ip = (...args: readonly string[]): unknown => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
