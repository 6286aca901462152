import { type Role, ROLES } from './wire.ts';

export const otherOf = (role: Role): Role => ROLES.find((each) => each !== role)!;
