import type { Server } from 'node:http';
import { SignJWT } from 'jose';
import type { Lesson } from '../../../local/room/protocol.ts';
import { serveRoom } from '../../../local/room/sockets.ts';
import { roomClaims } from '../../../steps/domain/rooms.ts';
import type { Role } from '../../../web/lib/wire.ts';
import { after, NOW } from './fixtures.ts';

const MEETING = 'p8w4n6j2c9y3d7hb';
const SECRET = 'the secret of the room of the pictures';

const lesson: Lesson = {
  names: { teacher: 'Grace Hopper', student: 'Mia Nakamura' },
  languages: { teacher: undefined, student: undefined },
  meet_time: after(-35),
  duration_minutes: 45,
  hard_end: after(70),
};

/** Serves the sockets of one room, at the fixed time, beside the built pages. */
export const serveTestRoom = (server: Server, origin: string): unknown =>
  serveRoom(server, {
    meetingId: MEETING,
    secret: SECRET,
    clock: { now: () => NOW, speed: 1 },
    origins: () => [origin],
    lesson: async () => lesson,
    healthy: () => true,
  });

const tokenOf = (role: Role): Promise<string> =>
  new SignJWT({ ...roomClaims({ id: MEETING, role, name: role, opened: NOW - 1_000, end: NOW + 1_000 }) })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET));

/** Path of the room's page with the token of a role. */
export const ROOM_PATHS: Readonly<Record<Role, string>> = {
  teacher: `/room#jwt=${await tokenOf('teacher')}`,
  student: `/room#jwt=${await tokenOf('student')}`,
};
