import { isRole, type Role } from '../../steps/domain/links.ts';
import { presenceBody } from '../../steps/api/http/request-schemas.ts';

/** Returns who chose to leave the room, from an accepted body of the presence route. A page that only closes leaves nobody. */
export function whoLeft(body: string | undefined): Role | undefined {
  const { role, event, closing } = presenceBody.parse(JSON.parse(body ?? ''));
  return event === 'left' && closing !== true && isRole(role) ? role : undefined;
}
