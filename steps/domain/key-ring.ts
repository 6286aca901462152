import { createHmac } from 'node:crypto';
import { UnknownKey } from './errors.ts';

/** The link secrets of a deployment. A row keeps the id of the one from which its keys derive. */
export interface KeyRing {
  /** Id of the secret for new meetings. */
  readonly current: string;
  /** Secrets by id, oldest first. Rows of 0.1.0 have no id: they belong to the first. */
  readonly keys: Readonly<Record<string, string>>;
}

const MIN_LENGTH = 32;

/** Derived from the secret, so that no id ever names two secrets. It starts with a letter: objects keep such keys in order. */
export const keyIdOf = (secret: string): string =>
  `k${createHmac('sha256', secret).update('key-id').digest('hex').slice(0, 12)}`;

/**
 * Reads the stored form: a ring as JSON, or one plain secret, as a deployment creates it.
 * @param before the ring before a plain secret replaced it: its meetings keep their keys
 * @throws RangeError for anything else; the message contains no part of the text
 */
export function parseKeyRing(text: string, before?: KeyRing): KeyRing {
  if (!text.startsWith('{')) {
    if (text.length < MIN_LENGTH) throw new RangeError(`the link secret has fewer than ${MIN_LENGTH} characters`);
    return withKey(before, text);
  }
  const ring = jsonOf(text);
  if (!isKeyRing(ring)) throw new RangeError('the link secret is neither one secret nor {"current", "keys"}');
  return ring;
}

/** The ring with one more secret, which is the current one. */
export function withKey(before: KeyRing | undefined, secret: string): KeyRing {
  const current = keyIdOf(secret);
  const { [current]: _same, ...others } = before?.keys ?? {};
  return { current, keys: { ...others, [current]: secret } };
}

/** The ring with its current secret and those that `isUsed`. */
export const withUsedKeys = ({ current, keys }: KeyRing, isUsed: (keyId: string) => boolean): KeyRing => ({
  current,
  keys: Object.fromEntries(Object.entries(keys).filter(([id]) => id === current || isUsed(id))),
});

/** The id under which the ring has the secret of a row. */
export const keyIdIn = ({ keys, current }: KeyRing, keyId: string | undefined): string =>
  keyId ?? Object.keys(keys)[0] ?? current;

/** The secret of a row; undefined when the ring does not have it. */
export function secretIn(ring: KeyRing, keyId: string | undefined): string | undefined {
  const id = keyIdIn(ring, keyId);
  return Object.hasOwn(ring.keys, id) ? ring.keys[id] : undefined;
}

/** @throws UnknownKey */
export function requireSecretIn(ring: KeyRing, keyId: string | undefined): string {
  const secret = secretIn(ring, keyId);
  if (secret === undefined) throw new UnknownKey(`no link secret has the id ${keyId}`);
  return secret;
}

function isKeyRing(value: unknown): value is KeyRing {
  if (typeof value !== 'object' || value === null) return false;
  const { current, keys } = value as Partial<Record<keyof KeyRing, unknown>>;
  if (typeof current !== 'string' || typeof keys !== 'object' || keys === null || Array.isArray(keys)) return false;
  const isSecret = (secret: unknown): boolean => typeof secret === 'string' && secret.length >= MIN_LENGTH;
  return Object.hasOwn(keys, current) && Object.values(keys).every(isSecret);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
