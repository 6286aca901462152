import { SignJWT } from 'jose';
import { fromIso } from '../domain/instants.ts';
import type { Role } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { roomClaims, roomSecret } from '../domain/rooms.ts';
import { latestEnd } from '../domain/timetable.ts';

/**
 * JWT for one role in the Jitsi room of one meeting, valid from the opening until its host powers off. Equal input gives an equal token.
 * @throws RangeError if the room is not open
 */
export function roomToken(meeting: Meeting, role: Role, linkSecret: string): Promise<string> {
  if (meeting.opened_at === undefined) throw new RangeError(`the room of ${meeting.id} is not open`);
  const claims = roomClaims({
    id: meeting.id,
    role,
    name: role === 'teacher' ? meeting.teacher_name : meeting.student_name,
    opened: fromIso(meeting.opened_at),
    end: latestEnd(meeting),
  });
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(roomSecret(linkSecret, meeting.id)));
}
