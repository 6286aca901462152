import { clockFields } from '../steps/api/views.ts';
import { ROLES } from '../steps/domain/links.ts';
import type { Ports } from '../steps/ports.ts';
import type { RoomPeople } from '../web/lib/wire.ts';

/** The people in a meeting's stand-in room, present or left. */
export async function peopleIn(
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  meetingId: string,
): Promise<RoomPeople> {
  const meeting = await meetings.find(meetingId);
  const people = ROLES.flatMap((role) => {
    const seen = meeting?.attendance[role];
    return meeting && seen ? [{ role, name: meeting[`${role}_name`], ...seen }] : [];
  });
  return { people, ...clockFields(clock) };
}
