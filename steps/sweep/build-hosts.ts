import type { BuildHost } from '../image/ports.ts';
import type { Ports } from '../ports.ts';
import type { Attempt } from './attempt.ts';

/** Ends the hosts of builds that their workflow did not end, and whose own timer has fired: it stops one of them only. */
export async function sweepBuildHosts(
  { hosts, clock, log }: Pick<Ports, 'hosts' | 'clock' | 'log'>,
  running: readonly BuildHost[],
  attempt: Attempt,
): Promise<void> {
  for (const { instanceId, build, hardEnd } of running)
    if (clock.now() >= hardEnd)
      await attempt(`host ${instanceId}`, async () => {
        const result = await hosts.end(instanceId);
        log.warn('build host ended', { build, instanceId, result });
        log.count('HostsEndedBySweep', 1);
      });
}
