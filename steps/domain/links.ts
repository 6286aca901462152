import { createHmac, timingSafeEqual } from 'node:crypto';

/** `host`: the host reports presence in its room. `probe`: `probePresence` checks that presence can be reported. */
export const KEY_HOLDERS = ['teacher', 'student', 'host', 'probe'] as const;
export type KeyHolder = (typeof KEY_HOLDERS)[number];
/** Who can be present. */
export type Attendee = Exclude<KeyHolder, 'probe'>;
export const ROLES = ['teacher', 'student'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/**
 * The key of one holder for one meeting: HMAC-SHA-256, base64url (43 characters). Keys are not
 * stored; a higher link version in the row revokes them.
 */
export function linkKey(secret: string, id: string, holder: KeyHolder, version: number): string {
  // Other keys have a fixed version: to revoke people's links must not stop the host's reports.
  const message = `${id}:${holder}:${isRole(holder) ? version : 1}`;
  if (secret !== cachedSecret || cachedKeys.size >= MAX_CACHED_KEYS) cachedKeys.clear();
  cachedSecret = secret;
  const cached = cachedKeys.get(message);
  if (cached !== undefined) return cached;
  const key = createHmac('sha256', secret).update(message).digest('base64url');
  cachedKeys.set(message, key);
  return key;
}

/** Pages and hosts send the same keys every 30 seconds. */
const cachedKeys = new Map<string, string>();
const MAX_CACHED_KEYS = 4_096;
let cachedSecret: string | undefined;

/** Compares in constant time: the duration does not depend on the first wrong character. */
export function keyMatches(secret: string, id: string, holder: KeyHolder, version: number, given: string): boolean {
  const key = Buffer.from(linkKey(secret, id, holder, version));
  const candidate = Buffer.alloc(key.length);
  candidate.write(given);
  return timingSafeEqual(key, candidate) && given.length === key.length;
}

/** `{frontend}?id&role&key` */
export function personalLink(frontend: string, secret: string, id: string, role: Role, version: number): string {
  const url = new URL(frontend);
  url.search = new URLSearchParams({ id, role, key: linkKey(secret, id, role, version) }).toString();
  return url.toString();
}
