import { createHmac, timingSafeEqual } from 'node:crypto';

/** Who may act through a key. `host` is the machine's own report of who is in the room. */
export const KEY_HOLDERS = ['teacher', 'student', 'host'] as const;
export type KeyHolder = (typeof KEY_HOLDERS)[number];
export const ROLES = ['teacher', 'student'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/**
 * The key of one role of one meeting: HMAC-SHA-256, base64url (43 characters). Nothing is
 * stored, so a reminder can show the same link again; raising the row's link version revokes it.
 */
export const linkKey = (secret: string, id: string, holder: KeyHolder, version: number): string =>
  createHmac('sha256', secret)
    // Revoking people's links must not silence a host: its key ends with it.
    .update(`${id}:${holder}:${holder === 'host' ? 1 : version}`)
    .digest('base64url');

/** Compares the bytes of a whole key, whatever was given, so that the first wrong character does not show in the time taken. */
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
