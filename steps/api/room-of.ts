import type { Meeting } from '../domain/meeting.ts';
import type { Role } from '../domain/links.ts';

/** Where a role joins: the room's own name where it has one, else the host's address; undefined while nothing is open. */
export function roomOf(meeting: Meeting, role: Role): { readonly url: string; readonly domain: string } | undefined {
  if (meeting.status !== 'READY' && meeting.status !== 'IN_PROGRESS') return undefined;
  const address = (meeting.hosts[role] ?? meeting.hosts.room)?.address;
  return address && { url: address.url, domain: new URL(address.url).host };
}
