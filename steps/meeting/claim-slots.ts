import { CapReached, SlotNeverFree } from '../domain/errors.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { waitingForSlot } from '../domain/progress.ts';
import { slotsOf } from '../domain/slots.ts';
import { plannedEndOf } from '../domain/timetable.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { mustNotStart } from './ownership.ts';
import type { StepCall } from './step-schemas.ts';

/**
 * Claims the slots of a meeting before its launch, all or none: a meeting that held one of two would block others. The
 * claim is idempotent, and a replacement uses the slot of its role again. Tear-down releases the slots.
 * @throws CapReached when `maxInFlight` hosts are in flight; the row says so
 * @throws SlotNeverFree the same, after the planned end
 */
export async function claimSlots(
  { meetings, slots, settings, clock }: Pick<Ports, 'meetings' | 'slots' | 'settings' | 'clock'>,
  meeting: Meeting,
  call: StepCall,
): Promise<void> {
  const { maxInFlight } = settings;
  if (await slots.claim(slotsOf(meeting), maxInFlight)) return;
  const now = clock.now();
  const progress = waitingForSlot(maxInFlight);
  if (now >= plannedEndOf(meeting)) throw new SlotNeverFree(`until the planned end: ${progress}`);
  await updateMeeting(meetings, meeting.id, (row) =>
    mustNotStart(row, call) ? row : { ...row, progress, cap_reached_at: isoMillis(now) },
  );
  throw new CapReached(progress);
}
