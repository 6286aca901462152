import { meetingOfSlot, slotOf, slotsOf } from '../domain/slots.ts';
import type { Host, Ports } from '../ports.ts';
import type { Attempt } from './attempt.ts';

/**
 * Repairs the slots in use. Releases those of ended and unknown meetings, which an interrupted launch or tear-down left.
 * Claims those of running hosts without one, such as hosts that an earlier version launched.
 * @param running undefined when EC2 could not be asked
 */
export async function sweepSlots(
  { meetings, slots, log }: Pick<Ports, 'meetings' | 'slots' | 'log'>,
  running: readonly Host[] = [],
  attempt: Attempt,
): Promise<void> {
  // Read before the rows: a launch claims its slots after its row exists, so a slot without a row stays without one.
  const held = new Set(await slots.held());
  const used = new Set(running.map(({ meetingId, role }) => slotOf(meetingId, role)));
  for (const slot of held)
    // A host that still runs keeps its slot.
    if (!used.has(slot))
      await attempt(`slot ${slot}`, async () => {
        const meeting = await meetings.find(meetingOfSlot(slot));
        if (meeting && meeting.status !== 'ENDED') return;
        await slots.release([slot]);
        log.warn('slot released', { slot });
      });
  for (const slot of used)
    if (!held.has(slot))
      await attempt(`slot ${slot}`, async () => {
        const meeting = await meetings.find(meetingOfSlot(slot));
        if (!meeting || meeting.status === 'ENDED') return;
        await slots.claim(slotsOf(meeting));
        log.warn('slot claimed for a running host', { slot });
      });
}
