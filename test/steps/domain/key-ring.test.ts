import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnknownKey } from '../../../steps/domain/errors.ts';
import {
  keyIdOf,
  type KeyRing,
  parseKeyRing,
  requireSecretIn,
  secretIn,
  withKey,
  withUsedKeys,
} from '../../../steps/domain/key-ring.ts';

const secret = fc.string({ minLength: 32, maxLength: 64, unit: fc.constantFrom('a', 'b', 'X', 'Z', '0', '9') });
const ring = fc
  .uniqueArray(secret, { minLength: 1, maxLength: 6 })
  .map((secrets) => secrets.reduce<KeyRing | undefined>(withKey, undefined)!);

it('a ring is the same after it was stored and read', () => {
  fc.assert(
    fc.property(ring, (given) => {
      const read = parseKeyRing(JSON.stringify(given));
      expect(read).toEqual(given);
      expect(Object.keys(read.keys)).toEqual(Object.keys(given.keys));
    }),
  );
});

it('the newest secret is current, the oldest one belongs to rows without an id, and each has an id of its own', () => {
  fc.assert(
    fc.property(fc.uniqueArray(secret, { minLength: 1, maxLength: 6 }), (secrets) => {
      const made = secrets.reduce<KeyRing | undefined>(withKey, undefined)!;
      expect(secretIn(made, made.current)).toBe(secrets.at(-1));
      expect(secretIn(made, undefined)).toBe(secrets[0]);
      for (const one of secrets) expect(secretIn(made, keyIdOf(one))).toBe(one);
      expect(Object.keys(made.keys)).toHaveLength(secrets.length);
    }),
  );
});

it('the id of a secret does not contain it, and is not a key of a link', () => {
  const id = keyIdOf('s'.repeat(43));
  expect(id).toMatch(/^k[0-9a-f]{12}$/);
  expect(id).not.toContain('sss');
});

it('a ring without its unused keys has the current one and the used ones', () => {
  fc.assert(
    fc.property(ring, fc.func(fc.boolean()), (given, isUsed) => {
      const { current, keys } = withUsedKeys(given, isUsed);
      expect(current).toBe(given.current);
      expect(Object.keys(keys)).toEqual(Object.keys(given.keys).filter((id) => id === current || isUsed(id)));
    }),
  );
});

it('a plain secret that replaces a ring is current, and the keys before stay', () => {
  const before = parseKeyRing('a'.repeat(32));
  const after = parseKeyRing('b'.repeat(32), before);
  expect(Object.values(after.keys)).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
  expect(parseKeyRing('a'.repeat(32), before)).toEqual(before);
});

it('an unknown id is an error', () => {
  expect(() => requireSecretIn(parseKeyRing('a'.repeat(32)), 'kx')).toThrow(UnknownKey);
});

describe('rubbish', () => {
  const long = 'a'.repeat(32);
  it.each([
    '',
    'short',
    '{',
    '{}',
    '{"current": "ka"}',
    `{"current": "ka", "keys": null}`,
    `{"current": "ka", "keys": {"kb": "${long}"}}`,
    `{"current": "ka", "keys": {"ka": "short"}}`,
    `{"current": "ka", "keys": {"ka": "${long}", "kb": 7}}`,
    `{"current": "0", "keys": ["${long}"]}`,
    `{"current": 1, "keys": {"1": "${long}"}}`,
    `{"current": "toString", "keys": {"ka": "${long}"}}`,
  ])('%j is no ring', (text) => {
    expect(() => parseKeyRing(text)).toThrow(RangeError);
  });

  it('never appears in a message', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ minLength: 4 }),
          fc.json().map((json) => `{"current":"SECRET","keys":${json}`),
        ),
        (text) => {
          try {
            parseKeyRing(text);
          } catch (error) {
            expect((error as Error).message).toMatch(
              /^the link secret (has fewer than 32 characters|is neither one secret nor \{"current", "keys"\})$/,
            );
          }
        },
      ),
    );
  });
});
