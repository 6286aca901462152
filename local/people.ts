import { ROLES } from '../steps/domain/links.ts';
import { clockFields } from '../steps/api/views.ts';
import type { Ports } from '../steps/ports.ts';

/** Who is, or was, in a meeting's room: what a video room would show by itself. */
export async function peopleIn(
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  meetingId: string,
): Promise<unknown> {
  const meeting = await meetings.find(meetingId);
  const people = ROLES.flatMap((role) => {
    const seen = meeting?.attendance[role];
    return meeting && seen ? [{ role, name: meeting[`${role}_name`], ...seen }] : [];
  });
  return { people, ...clockFields(clock) };
}
