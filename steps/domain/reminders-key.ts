import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRole, type Role } from './links.ts';

/** Whose reminders of what: the id of a meeting or of a series. */
export interface RemindersOf {
  readonly id: string;
  readonly role: Role;
}

/** HMAC-SHA-256, base64url. It proves nothing else than this, and not for another address. */
const keyFor = (secret: string, { id, role }: RemindersOf, address: string): string =>
  createHmac('sha256', secret).update(`reminders:${id}:${role}:${address}`).digest('base64url');

/** The part of the address at which a person turns off reminders. */
export const remindersToken = (secret: string, of: RemindersOf, address: string): string =>
  `${of.id}.${of.role}.${keyFor(secret, of, address)}`;

/** Undefined for a text of another form. */
export function parseRemindersToken(token: string): (RemindersOf & { readonly key: string }) | undefined {
  const [, id = '', role = '', key = ''] = /^([a-z0-9]{16})\.([a-z]+)\.([\w-]{43})$/.exec(token) ?? [];
  return isRole(role) ? { id, role, key } : undefined;
}

/** Compares in constant time. */
export const isRemindersKey = (key: string, secret: string, of: RemindersOf, address: string): boolean =>
  timingSafeEqual(Buffer.from(key), Buffer.from(keyFor(secret, of, address)));
