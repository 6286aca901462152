import type { HostRole, Meeting } from './meeting.ts';

/** A slot lets the hosts of one role of a meeting run, one after the other. `maxInFlight` limits the slots in use. */
export const slotOf = (meetingId: string, role: HostRole): string => `${meetingId}#${role}`;

export const slotsOf = ({ id, host_roles }: Pick<Meeting, 'id' | 'host_roles'>): readonly string[] =>
  host_roles.map((role) => slotOf(id, role));

export const meetingOfSlot = (slot: string): string => slot.split('#', 1)[0]!;
