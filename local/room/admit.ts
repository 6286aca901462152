import { errors, jwtVerify } from 'jose';
import { isRole, type Role } from '../../steps/domain/links.ts';
import { APP } from '../../steps/domain/rooms.ts';
import type { Millis } from '../../steps/domain/instants.ts';

/**
 * Returns the role of a token from `join`; undefined unless the token is signed with the secret of this room, names it,
 * and is valid now. The checks are those of a Jitsi room.
 */
export async function admit(
  token: string,
  room: { readonly meetingId: string; readonly secret: string; readonly now: Millis },
): Promise<Role | undefined> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(room.secret), {
      algorithms: ['HS256'],
      issuer: APP,
      audience: APP,
      requiredClaims: ['nbf', 'exp'],
      currentDate: new Date(room.now),
    });
    const { user } = (payload['context'] ?? {}) as { readonly user?: { readonly id?: unknown } };
    const role = typeof user?.id === 'string' ? user.id : '';
    return payload['room'] === room.meetingId && isRole(role) ? role : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
