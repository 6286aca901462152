import { describe, expect, it } from '@jest/globals';
import { keyMatches, linkKey, personalLink } from '../../../steps/domain/links.ts';
import { ID } from '../../support/meeting.ts';

const SECRET = 's'.repeat(43);

describe('the key of a link', () => {
  const key = linkKey(SECRET, ID, 'teacher', 1);

  it('is valid for its role and its meeting', () => {
    expect(keyMatches(SECRET, ID, 'teacher', 1, key)).toBe(true);
  });

  it.each([
    ['another role', SECRET, ID, 'student', 1],
    ['another meeting', SECRET, 'zzzzzzzz01234567', 'teacher', 1],
    ['a revoked version', SECRET, ID, 'teacher', 2],
    ['another deployment', 'x'.repeat(43), ID, 'teacher', 1],
  ] as const)('is not valid for %s', (_what, secret, id, holder, version) => {
    expect(keyMatches(secret, id, holder, version, key)).toBe(false);
  });

  it.each(['', 'x', `${key}x`, key.slice(1), key.toUpperCase(), 'ü'.repeat(43)])('does not match %j', (guess) => {
    expect(keyMatches(SECRET, ID, 'teacher', 1, guess)).toBe(false);
  });

  it('is in the query of the link, with id and role', () => {
    const link = new URL(personalLink('https://lessons.example/a/join', SECRET, ID, 'teacher', 1));
    expect(link.origin + link.pathname).toBe('https://lessons.example/a/join');
    expect(Object.fromEntries(link.searchParams)).toEqual({ id: ID, role: 'teacher', key });
  });
});
