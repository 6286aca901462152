import { type Evidence, NO_EVIDENCE } from '../../steps/domain/occupancy.ts';
import { noteListening } from '../../steps/listening/mark.ts';
import type { Meetings } from '../../steps/ports.ts';
import { MemoryClock } from './memory/clock.ts';
import { t } from './meeting.ts';

/** Evidence of a deployment that can always be reached, whose hosts cannot count people. */
export const LISTENED: Evidence = {
  listening: { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
  people: null,
  countsPeople: false,
};

/** Evidence of a deployment that could be reached between these minutes. */
export const listenedFrom = (from: number, until = Number.POSITIVE_INFINITY): Evidence => ({
  ...LISTENED,
  listening: { from: t(from), until: t(until) },
});

export const DEAF: Evidence = { ...NO_EVIDENCE, countsPeople: false };

/** Notes a probe of the presence route at each of these minutes. */
export async function listen(meetings: Meetings, from: number, to: number): Promise<void> {
  const clock = new MemoryClock(t(from));
  for (let minute = from; minute <= to; minute += 1) {
    clock.set(t(minute));
    await noteListening(meetings, clock);
  }
}
