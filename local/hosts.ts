import { randomBytes } from 'node:crypto';
import type { Address } from '../steps/domain/meeting.ts';
import type { Role } from '../steps/domain/links.ts';
import { HOUR, type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import type {
  Addresses,
  TerminationResult,
  Host,
  NetworkHost,
  Hosts,
  LaunchRequest,
  LaunchPlan,
  PublishedAddress,
} from '../steps/ports.ts';
import { bootPhases } from './boot-phases.ts';
import type { LocalClock } from './clock.ts';
import { Records } from './files.ts';
import type { Network } from './network/network.ts';
import type { Pages } from './pages.ts';
import type { Lesson } from './room/protocol.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

interface LocalHost extends Host {
  readonly keyId?: string;
  readonly clientToken: string;
  readonly port: number;
  /** When the host becomes healthy; null for never. */
  readonly healthyAt: Millis | null;
  /** When the host ends itself, like the timer on a host on AWS. */
  readonly hardEnd: Millis;
}

/** An ended host is visible until this long after its hard end. EC2 shows a terminated instance for about an hour. */
const VISIBLE_AFTER_HARD_END = HOUR;

/** Between two reports of a host: on the local clock, but at least this long in real time. */
const REPORT_EVERY = 30 * SECOND;
const REPORT_AT_LEAST = SECOND / 4;

/** On these fields the secrets of a room depend. */
type RoomOrder = Pick<LaunchRequest, 'meetingId' | 'keyId'>;

export interface LocalHostsOptions {
  readonly clock: LocalClock;
  readonly network: Network;
  readonly pages: Pages;
  /** Milliseconds on the local clock until a host is healthy; Infinity for never. */
  bootTime(order: LaunchRequest): Millis;
  /** The secret that signs the tokens of a room. */
  roomSecret(order: RoomOrder): Promise<string>;
  /** What the page of a room shows about its meeting. */
  lesson(meetingId: string): Promise<Lesson | undefined>;
  /** Reports whether people are in the room, like the agent of a Jitsi host. */
  report(order: RoomOrder, event: 'present' | 'left'): void;
  /** Called when a host has ended, like the state-change event of EC2. */
  onEnded(instanceId: string): void;
}

/**
 * Stand-in hosts: HTTP servers in this process, one for each host, each on its own port. They become healthy after the
 * boot time. Their records are on disk; after a restart the running hosts have the same ports.
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
      // After a start with another address nobody reaches the room at the address in the row.
      if (host.publicIp !== this.#options.network.address) {
        await this.end(host.instanceId);
        continue;
      }
      try {
        await this.#serve(host, host.port);
      } catch (error) {
        // Another program uses the port now. The meeting sees a terminated host.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        await this.end(host.instanceId);
      }
    }
  }

  plan(): LaunchPlan {
    return { candidates: [{ subnet_id: 'local', instance_type: 'stand-in' }], parameters: {} };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const existing = this.#records.all().find(([, host]) => host.clientToken === order.clientToken);
    if (existing) return existing[1];
    const now = this.#options.clock.now();
    const boot = this.#options.bootTime(order);
    const host = {
      instanceId: `local-${randomBytes(8).toString('hex')}`,
      meetingId: order.meetingId,
      ...(order.keyId !== undefined && { keyId: order.keyId }),
      revision: order.revision,
      role: order.role,
      attempt: order.attempt,
      state: 'running',
      launchedAt: now,
      publicName: this.#options.network.address,
      publicIp: this.#options.network.address,
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
    if (host.state !== 'running') return 'gone';
    this.#records.put(instanceId, { ...host, state: 'terminated' });
    this.#servers.get(instanceId)?.stop('over');
    this.#servers.delete(instanceId);
    this.#options.onEnded(instanceId);
    return 'ended';
  }

  async removeLeftovers(): Promise<void> {}

  async publish(_meetingId: string, host: NetworkHost): Promise<Address | undefined> {
    const port = this.#records.get(host.instanceId)?.port;
    const { network } = this.#options;
    return port === undefined ? undefined : { name: network.address, url: network.url(port) };
  }

  // Local hosts have no DNS names.
  async published(): Promise<readonly PublishedAddress[]> {
    return [];
  }

  async remove(): Promise<void> {}

  /** People in the room of a meeting; null when no host can tell. */
  peopleIn(meetingId: string): number | null {
    const host = this.#records.all().find(([, one]) => one.meetingId === meetingId && one.state === 'running');
    return (host && this.#servers.get(host[0])?.people()) ?? null;
  }

  /** The person left on the join page. */
  leaveRoom(meetingId: string, role: Role): void {
    for (const [id, host] of this.#records.all()) if (host.meetingId === meetingId) this.#servers.get(id)?.leave(role);
  }

  /** Closes the servers. The hosts stay `running` in their records; the next start recovers them. */
  stop(): void {
    for (const server of this.#servers.values()) server.stop('away');
  }

  /** Tries again every minute, because the data folder may be full. */
  #endAt(at: Millis, instanceId: string): void {
    const { clock } = this.#options;
    clock.at(at, () => void this.end(instanceId).catch(() => this.#endAt(clock.now() + MINUTE, instanceId)));
  }

  #visible(): readonly LocalHost[] {
    const oldest = this.#options.clock.now() - VISIBLE_AFTER_HARD_END;
    for (const [id, host] of this.#records.all())
      if (host.state !== 'running' && host.hardEnd < oldest) this.#records.delete(id);
    return this.#records.all().map(([, host]) => host);
  }

  async #serve(host: Omit<LocalHost, 'port'>, port: number): Promise<number> {
    const standIn = await startStandIn({
      pages: this.#options.pages,
      network: this.#options.network,
      port,
      meetingId: host.meetingId,
      clock: this.#options.clock,
      secret: await this.#options.roomSecret(host),
      lesson: () => this.#options.lesson(host.meetingId),
      phases: () =>
        host.healthyAt === null ? {} : bootPhases(host.launchedAt, host.healthyAt, this.#options.clock.now()),
      healthy: () => host.healthyAt !== null && this.#options.clock.now() >= host.healthyAt,
    });
    this.#endAt(host.hardEnd, host.instanceId);
    this.#servers.set(host.instanceId, standIn);
    this.#reportLater(host, standIn);
    return standIn.port;
  }

  #reportLater(host: Omit<LocalHost, 'port'>, standIn: StandIn): void {
    const { clock, report } = this.#options;
    clock.at(clock.now() + Math.max(REPORT_EVERY, REPORT_AT_LEAST * clock.speed), () => {
      if (this.#servers.get(host.instanceId) !== standIn) return;
      const people = standIn.people();
      if (people !== null) report(host, people > 0 ? 'present' : 'left');
      this.#reportLater(host, standIn);
    });
  }
}
