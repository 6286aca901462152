import { createHmac, timingSafeEqual } from 'node:crypto';

/** `host`: the host reports presence in its room. `probe`: `probePresence` checks that presence can be reported. */
export const KEY_HOLDERS = ['teacher', 'student', 'host', 'probe'] as const;
export type KeyHolder = (typeof KEY_HOLDERS)[number];
/** Who can be present. */
export type Attendee = Exclude<KeyHolder, 'probe'>;
export const ROLES = ['teacher', 'student'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** The fields of a row on which its keys depend. */
export interface LinkFields {
  readonly id: string;
  /** The version of the link of each role. A higher version revokes the links before. */
  readonly links?: Readonly<Record<Role, number>>;
  /** Rows of 0.1.0: the version of both links, until `links` replaces it. */
  readonly link_version?: number;
  /** The link secret from which the keys derive: see `key-ring.ts`. Absent in rows of 0.1.0. */
  readonly key_id?: string;
}

export const linkVersion = ({ links, link_version = 1 }: LinkFields, role: Role): number =>
  links?.[role] ?? link_version;

/** The row with a new version of the link of one role; the other link stays valid. */
export const withLinkVersion = <Row extends LinkFields>(row: Row, role: Role, version: number): Row => ({
  ...row,
  links: { teacher: linkVersion(row, 'teacher'), student: linkVersion(row, 'student'), [role]: version },
});

/** The key of one holder for one meeting: HMAC-SHA-256, base64url (43 characters). Keys are not stored. */
export function linkKey(secret: string, row: LinkFields, holder: KeyHolder): string {
  // Other keys have a fixed version: to revoke people's links must not stop the host's reports.
  const message = `${row.id}:${holder}:${isRole(holder) ? linkVersion(row, holder) : 1}`;
  const entry = `${secret}:${message}`;
  const cached = cachedKeys.get(entry);
  if (cached !== undefined) return cached;
  if (cachedKeys.size >= MAX_CACHED_KEYS) cachedKeys.clear();
  const key = createHmac('sha256', secret).update(message).digest('base64url');
  cachedKeys.set(entry, key);
  return key;
}

/** Pages and hosts send the same keys every 30 seconds. */
const cachedKeys = new Map<string, string>();
const MAX_CACHED_KEYS = 4_096;

/** Compares in constant time: the duration does not depend on the first wrong character. */
export function keyMatches(secret: string, row: LinkFields, holder: KeyHolder, given: string): boolean {
  const key = Buffer.from(linkKey(secret, row, holder));
  const candidate = Buffer.alloc(key.length);
  candidate.write(given);
  return timingSafeEqual(key, candidate) && given.length === key.length;
}

/** `{frontend}?id&role&key` */
export function personalLink(
  secret: string,
  row: LinkFields & { readonly frontend_base_url: string },
  role: Role,
): string {
  const url = new URL(row.frontend_base_url);
  url.search = new URLSearchParams({ id: row.id, role, key: linkKey(secret, row, role) }).toString();
  return url.toString();
}
