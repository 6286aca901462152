import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM } from './browser.ts';

const COMPUTERS = ['laptop', 'tablet'] as const;
type Computer = (typeof COMPUTERS)[number];

export const ADDRESSES: Readonly<Record<Computer, string>> = { laptop: '10.77.0.1', tablet: '10.77.0.2' };

/** A cable gets an address of IPv6 a second after it was connected, and Chromium then gives up what it loads. */
export const WITHOUT_LATE_ADDRESSES = ['all', 'default'].map((which) => `net.ipv6.conf.${which}.disable_ipv6=1`);

const ip = (...args: readonly string[]): unknown => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });

/** Two network namespaces with one cable between them, and no other network. Needs root and Debian's iproute2. */
export class TwoComputers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'two-computers-'));
  /** At most 15 characters with the end of an interface's name. */
  readonly #prefix = `em${process.pid}`;

  constructor() {
    const cable = (computer: Computer): string => `${this.#prefix}-${computer[0]}`;
    for (const computer of COMPUTERS) {
      ip('netns', 'add', this.#name(computer));
      ip('netns', 'exec', this.#name(computer), 'sysctl', '-qe', '-w', ...WITHOUT_LATE_ADDRESSES);
    }
    ip('link', 'add', cable('laptop'), 'type', 'veth', 'peer', 'name', cable('tablet'));
    for (const computer of COMPUTERS) {
      const name = this.#name(computer);
      ip('link', 'set', cable(computer), 'netns', name);
      ip('-n', name, 'address', 'add', `${ADDRESSES[computer]}/24`, 'dev', cable(computer));
      for (const device of ['lo', cable(computer)]) ip('-n', name, 'link', 'set', device, 'up');
    }
  }

  start(computer: Computer, command: string, ...args: readonly string[]): ChildProcess {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    return spawn('ip', ['netns', 'exec', this.#name(computer), command, ...args], { stdio: [...stdio] });
  }

  /** Path of a program that starts Chromium on a computer. */
  chromium(computer: Computer): string {
    const file = join(this.#folder, `chromium-${computer}`);
    writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${this.#name(computer)} '${CHROMIUM}' "$@"\n`);
    chmodSync(file, 0o700);
    return file;
  }

  remove(): void {
    for (const computer of COMPUTERS) ip('netns', 'delete', this.#name(computer));
    rmSync(this.#folder, { recursive: true });
  }

  #name(computer: Computer): string {
    return `${this.#prefix}-${computer}`;
  }
}
