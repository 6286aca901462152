import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import type { Machine } from './model/ec2.ts';
import type { World } from './world.ts';

/** Reports from a host, for as long as it is sound, how many people are in its room, as `infra/host/presence.py` does. */
export async function reportPresence(world: World, machine: Machine, countPeople: () => number): Promise<void> {
  const { host, behaviour } = machine;
  const { launchedAt, meetingId: id } = host;
  const { healthyAfter, unhealthyAfter, isolatedAfter } = behaviour;
  const until = launchedAt + Math.min(unhealthyAfter, isolatedAfter);
  const key = linkKey(await world.ports.secrets.linkSecret(machine.order.keyId), { id }, 'host');
  const at = (instant: Millis): void => {
    if (!Number.isFinite(instant) || instant >= until) return;
    world.timers.at(instant, () => {
      if (machine.endedAt !== undefined || machine.stoppedAt !== undefined) return;
      at(world.now + DEFAULT_TIMETABLE.presenceEvery * SECOND);
      const event = countPeople() > 0 ? 'present' : 'left';
      void world.request('hostPresence', { id }, { event }, { headers: { 'x-link-key': key } });
    });
  };
  at(launchedAt + healthyAfter);
}
