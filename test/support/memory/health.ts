import type { Millis } from '../../../steps/domain/instants.ts';
import type { Address } from '../../../steps/domain/meeting.ts';
import type { Clock, Health, Host, Hosts, ProbeResult } from '../../../steps/ports.ts';

/** Reports a host as healthy once its boot time has passed. */
export class MemoryHealth implements Health {
  readonly #hosts: Pick<Hosts, 'ofMeeting'>;
  readonly #clock: Clock;
  readonly #bootTime: (host: Host) => Millis;

  /** @param bootTime time from launch to healthy; Infinity for never */
  constructor(hosts: Pick<Hosts, 'ofMeeting'>, clock: Clock, bootTime: (host: Host) => Millis) {
    this.#hosts = hosts;
    this.#clock = clock;
    this.#bootTime = bootTime;
  }

  async probe(meetingId: string, address: Address): Promise<ProbeResult> {
    const hosts = await this.#hosts.ofMeeting(meetingId, []);
    const host = hosts.find(({ publicName }) => publicName === address.name);
    if (host?.state !== 'running') return { healthy: false, reachable: false, detail: 'the host does not respond yet' };
    const healthy = this.#clock.now() >= host.launchedAt + this.#bootTime(host);
    return { healthy, reachable: true, detail: healthy ? 'ready' : 'the host runs, but is not ready yet' };
  }
}
