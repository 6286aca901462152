import { describe, expect, it } from '@jest/globals';
import { takePersonalLink } from '../../../web/lib/personal-link.ts';

function tab() {
  const stored = new Map<string, string>();
  const addresses: string[] = [];
  const open = (href: string) =>
    takePersonalLink({
      href,
      storage: { getItem: (name) => stored.get(name) ?? null, setItem: (name, value) => void stored.set(name, value) },
      replace: (url) => addresses.push(url),
    });
  return { open, addresses };
}

describe('the personal link', () => {
  it('is read, and its key is removed from the address bar', () => {
    const { open, addresses } = tab();
    expect(open('https://x.example/join?id=abc123&role=student&key=s3cret')).toEqual({
      id: 'abc123',
      role: 'student',
      key: 's3cret',
    });
    expect(addresses).toEqual(['https://x.example/join?id=abc123&role=student']);
  });

  it('works after a reload, only for the same role of the same meeting', () => {
    const { open } = tab();
    open('https://x.example/join?id=abc123&role=student&key=s3cret');
    expect(open('https://x.example/join?id=abc123&role=student')?.key).toBe('s3cret');
    expect(open('https://x.example/join?id=abc123&role=teacher')).toBeUndefined();
    expect(open('https://x.example/join?id=abc124&role=student')).toBeUndefined();
  });

  it.each([
    '',
    '?id=abc&role=student',
    '?role=student&key=k',
    '?id=abc&role=host&key=k',
    '?id=../x&role=student&key=k',
  ])('is undefined if a part is missing or invalid: %p', (query) => {
    expect(tab().open(`https://x.example/join${query}`)).toBeUndefined();
  });
});
