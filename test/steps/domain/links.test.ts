import { describe, expect, it } from '@jest/globals';
import { keyMatches, linkKey, personalLink } from '../../../steps/domain/links.ts';
import { ID } from '../../support/meeting.ts';

const SECRET = 's'.repeat(43);

describe('the key in a link', () => {
  const key = linkKey(SECRET, ID, 'teacher', 1);

  it('opens its own role of its own meeting', () => {
    expect(keyMatches(SECRET, ID, 'teacher', 1, key)).toBe(true);
  });

  it.each([
    ['another role', SECRET, ID, 'student', 1],
    ['another meeting', SECRET, 'zzzzzzzz01234567', 'teacher', 1],
    ['a revoked version', SECRET, ID, 'teacher', 2],
    ['another deployment', 'x'.repeat(43), ID, 'teacher', 1],
  ] as const)('does not open %s', (_what, secret, id, holder, version) => {
    expect(keyMatches(secret, id, holder, version, key)).toBe(false);
  });

  it.each(['', 'x', `${key}x`, key.slice(1), key.toUpperCase(), 'ü'.repeat(43)])('is not guessed by %j', (guess) => {
    expect(keyMatches(SECRET, ID, 'teacher', 1, guess)).toBe(false);
  });

  it('stands in the link with id and role, after a path if there is one', () => {
    const link = new URL(personalLink('https://lessons.example/a/join', SECRET, ID, 'teacher', 1));
    expect(link.origin + link.pathname).toBe('https://lessons.example/a/join');
    expect(Object.fromEntries(link.searchParams)).toEqual({ id: ID, role: 'teacher', key });
  });
});
