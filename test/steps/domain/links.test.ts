import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  KEY_HOLDERS,
  keyMatches,
  type LinkFields,
  linkKey,
  linkVersion,
  personalLink,
  ROLES,
  withLinkVersion,
} from '../../../steps/domain/links.ts';
import { ID } from '../../support/meeting.ts';

const SECRET = 's'.repeat(43);
const ROW = { id: ID, links: { teacher: 1, student: 1 } };

describe('the key of a link', () => {
  const key = linkKey(SECRET, ROW, 'teacher');

  it('is valid for its role and its meeting', () => {
    expect(keyMatches(SECRET, ROW, 'teacher', key)).toBe(true);
  });

  it.each([
    ['another role', SECRET, ROW, 'student'],
    ['another meeting', SECRET, { ...ROW, id: 'zzzzzzzz01234567' }, 'teacher'],
    ['a revoked version', SECRET, withLinkVersion(ROW, 'teacher', 2), 'teacher'],
    ['another deployment', 'x'.repeat(43), ROW, 'teacher'],
  ] as const)('is not valid for %s', (_what, secret, row, holder) => {
    expect(keyMatches(secret, row, holder, key)).toBe(false);
  });

  it('stays valid when the link of the other role is revoked', () => {
    expect(keyMatches(SECRET, withLinkVersion(ROW, 'student', 2), 'teacher', key)).toBe(true);
  });

  it.each(['', 'x', `${key}x`, key.slice(1), key.toUpperCase(), 'ü'.repeat(43)])('does not match %j', (guess) => {
    expect(keyMatches(SECRET, ROW, 'teacher', guess)).toBe(false);
  });

  it('is in the query of the link, with id and role', () => {
    const link = new URL(
      personalLink(SECRET, { ...ROW, frontend_base_url: 'https://lessons.example/a/join' }, 'teacher'),
    );
    expect(link.origin + link.pathname).toBe('https://lessons.example/a/join');
    expect(Object.fromEntries(link.searchParams)).toEqual({ id: ID, role: 'teacher', key });
  });
});

describe('a row of 0.1.0', () => {
  const old = { id: ID, link_version: 3 };

  it('has one version for both roles', () => {
    for (const role of ROLES) {
      expect(linkVersion(old, role)).toBe(3);
      expect(linkKey(SECRET, old, role)).toBe(linkKey(SECRET, { id: ID, links: { teacher: 3, student: 3 } }, role));
    }
  });

  it('gets a version for each role when one link is revoked', () => {
    expect(withLinkVersion(old, 'student', 4)).toMatchObject({ links: { teacher: 3, student: 4 } });
  });
});

it('no key is valid for another holder, version, meeting or secret', () => {
  const version = fc.integer({ min: 1, max: 12 });
  const bearer = fc.record({
    secret: fc.constantFrom('s'.repeat(43), 't'.repeat(43)),
    row: fc.record({
      id: fc.constantFrom(ID, 'zzzzzzzz01234567'),
      links: fc.record({ teacher: version, student: version }),
    }) satisfies fc.Arbitrary<LinkFields>,
    holder: fc.constantFrom(...KEY_HOLDERS),
  });
  type Bearer = typeof bearer extends fc.Arbitrary<infer Value> ? Value : never;
  const keyed = ({ secret, row, holder }: Bearer): string =>
    [secret, row.id, holder, holder === 'teacher' || holder === 'student' ? row.links[holder] : 1].join();
  fc.assert(
    fc.property(bearer, bearer, (one, other) => {
      const key = linkKey(one.secret, one.row, one.holder);
      expect(keyMatches(other.secret, other.row, other.holder, key)).toBe(keyed(one) === keyed(other));
    }),
    { numRuns: 2_000 },
  );
});
