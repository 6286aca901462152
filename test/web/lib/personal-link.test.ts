import { describe, expect, it } from '@jest/globals';
import { takeLink } from '../../../web/lib/own-link.ts';

function tab() {
  const kept = new Map<string, string>();
  const shown: string[] = [];
  const open = (href: string) =>
    takeLink({
      href,
      storage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) },
      replace: (url) => shown.push(url),
    });
  return { open, shown };
}

describe('the personal link', () => {
  it('is read, and its key leaves the address bar', () => {
    const { open, shown } = tab();
    expect(open('https://x.example/join?id=abc123&role=student&key=s3cret')).toEqual({
      id: 'abc123',
      role: 'student',
      key: 's3cret',
    });
    expect(shown).toEqual(['https://x.example/join?id=abc123&role=student']);
  });

  it('works again after a reload, for the same role of the same meeting only', () => {
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
  ])('without all of it there is none: %p', (query) => {
    expect(tab().open(`https://x.example/join${query}`)).toBeUndefined();
  });
});
