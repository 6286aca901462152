import { randomBytes } from 'node:crypto';
import type { Address } from '../steps/domain/meeting.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type {
  Addresses,
  TerminationResult,
  Host,
  Hosts,
  LaunchRequest,
  LaunchPlan,
  PublishedAddress,
} from '../steps/ports.ts';
import type { LocalClock } from './clock.ts';
import { Records } from './files.ts';
import type { Pages } from './pages.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

interface LocalHost extends Host {
  readonly clientToken: string;
  readonly port: number;
  /** When it answers healthy; null for never. */
  readonly healthyAt: Millis | null;
  /** When it ends itself, whatever happens: the in-host net. */
  readonly hardEnd: Millis;
}

/** How long ended hosts stay visible, as on EC2. */
const VISIBLE: Millis = 3_600_000;

export interface LocalHostsOptions {
  readonly clock: LocalClock;
  readonly pages: Pages;
  /** Milliseconds on the runtime's clock until a host is healthy; Infinity for never. */
  bootTime(order: LaunchRequest): Millis;
  /** Who is in a room, for its page. */
  people(meetingId: string): Promise<unknown>;
  /** Told of each host that is gone, as an event of EC2's would. */
  ended(instanceId: string): void;
}

/**
 * Hosts on this machine: each a small server on its own port that boots with a delay. They live
 * in this process, but are kept on disk like machines of their own: a restart finds them running,
 * on the same ports.
 */
export class LocalHosts implements Hosts, Addresses {
  readonly #records: Records<LocalHost>;
  readonly #servers = new Map<string, StandIn>();
  readonly #options: LocalHostsOptions;

  constructor(folder: string, options: LocalHostsOptions) {
    this.#records = new Records(folder);
    this.#options = options;
  }

  /** Starts the servers of the hosts that were running when the process ended. */
  async recover(): Promise<void> {
    for (const [, host] of this.#records.all()) {
      if (host.state !== 'running') continue;
      try {
        await this.#serve(host, host.port);
      } catch (error) {
        // Somebody else has the port now: to the meeting this is a machine that died.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        await this.end(host.instanceId);
      }
    }
  }

  plan(): LaunchPlan {
    return { candidates: [{ subnet_id: 'local', instance_type: 'stand-in' }], parameters: {} };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const earlier = this.#records.all().find(([, host]) => host.clientToken === order.clientToken);
    if (earlier) return earlier[1];
    const now = this.#options.clock.now();
    const boot = this.#options.bootTime(order);
    const host = {
      instanceId: `local-${randomBytes(8).toString('hex')}`,
      meetingId: order.meetingId,
      revision: order.revision,
      role: order.role,
      attempt: order.attempt,
      state: 'running',
      launchedAt: now,
      publicName: '127.0.0.1',
      publicIp: '127.0.0.1',
      clientToken: order.clientToken,
      healthyAt: Number.isFinite(boot) ? now + boot : null,
      hardEnd: order.hardEnd,
    } as const;
    const port = await this.#serve(host, 0);
    const record: LocalHost = { ...host, port };
    this.#records.put(host.instanceId, record);
    return record;
  }

  async ofMeeting(meetingId: string): Promise<readonly Host[]> {
    return this.#visible().filter((host) => host.meetingId === meetingId);
  }

  async find(instanceId: string): Promise<Host | undefined> {
    return this.#visible().find((host) => host.instanceId === instanceId);
  }

  async running(): Promise<readonly Host[]> {
    return this.#visible().filter((host) => host.state === 'running');
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const host = this.#records.get(instanceId);
    if (!host) return 'unknown';
    if (host.state === 'running') {
      this.#records.put(instanceId, { ...host, state: 'terminated' });
      this.#servers.get(instanceId)?.stop();
      this.#servers.delete(instanceId);
      this.#options.ended(instanceId);
    }
    return 'gone';
  }

  async publish(_meetingId: string, host: Host): Promise<Address | undefined> {
    const port = this.#records.get(host.instanceId)?.port;
    return port === undefined ? undefined : { name: '127.0.0.1', url: `http://127.0.0.1:${port}` };
  }

  /** Hosts are found under their own names. */
  async published(): Promise<readonly PublishedAddress[]> {
    return [];
  }

  async remove(): Promise<void> {
    // A port needs no name.
  }

  /** Ends the servers, not the hosts: they are there again after the next start. */
  stop(): void {
    for (const server of this.#servers.values()) server.stop();
  }

  #visible(): readonly LocalHost[] {
    const oldest = this.#options.clock.now() - VISIBLE;
    for (const [id, host] of this.#records.all())
      if (host.state !== 'running' && host.hardEnd < oldest) this.#records.delete(id);
    return this.#records.all().map(([, host]) => host);
  }

  async #serve(host: Omit<LocalHost, 'port'>, port: number): Promise<number> {
    const standIn = await startStandIn({
      pages: this.#options.pages,
      people: () => this.#options.people(host.meetingId),
      port,
      healthy: () => host.healthyAt !== null && this.#options.clock.now() >= host.healthyAt,
    });
    this.#options.clock.at(host.hardEnd, () => void this.end(host.instanceId));
    this.#servers.set(host.instanceId, standIn);
    return standIn.port;
  }
}
