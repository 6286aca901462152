import { describe, expect, it } from '@jest/globals';
import english from '../../../web/languages/en.ts';
import { countdown, fromNow, minutesText, span } from '../../../web/lib/instant.ts';
import { countOf, filterMeetings } from '../../../web/lib/meeting-filter.ts';
import { outcomeMessage } from '../../../web/lib/outcomes.ts';
import { statusLabel, statusTone } from '../../../web/lib/status.ts';
import { safeUrl } from '../../../web/lib/safe-url.ts';
import { OUTCOMES } from '../../../web/lib/wire.ts';
import { past, upcoming } from '../support/fixtures.ts';

describe('time texts', () => {
  it.each([
    [0, '0:00'],
    [-5_000, '0:00'],
    [1, '0:01'],
    [59_999, '1:00'],
    [545_000, '9:05'],
    [4_145_000, '1:09:05'],
  ])('a countdown of %d ms shows %s', (left, text) => expect(countdown(left)).toBe(text));

  it.each([
    [0, '0s'],
    [40, '0.1s'],
    [420, '0.4s'],
    [7_000, '7s'],
    [600_000, '10m'],
    [725_000, '12m 5s'],
    [273_600_000, '3d 4h'],
  ])('a span of %d ms is %s', (length, text) => expect(span(length)).toBe(text));

  it.each([
    [1, '1 minute'],
    [46, '46 minutes'],
    [120, '2 hours'],
    [95, '1 hour, 35 minutes'],
  ])('%d minutes are "%s"', (minutes, text) => expect(minutesText(minutes)).toBe(text));

  it('describes distant times in hours and days', () => {
    const now = Date.parse('2026-12-01T12:00:00Z');
    const texts = [0, 600_000, -600_000, 3 * 3_600_000, 3 * 86_400_000].map((off) => fromNow(now + off, now));
    expect(texts).toEqual(['now', 'in 10 minutes', '10 minutes ago', 'in 3 hours', 'in 3 days']);
  });
});

const texts = english.guests('meeting');

describe('outcome texts', () => {
  it.each([
    ['COMPLETED', 'teacher', 'student', 'The teacher ended the meeting'],
    ['COMPLETED', 'teacher', 'teacher', 'You ended the meeting'],
    ['COMPLETED', 'workflow', 'student', 'The meeting is over'],
    ['NO_SHOW', 'workflow', 'teacher', 'Nobody joined the meeting'],
    ['CANCELLED', 'organiser', 'student', 'The organiser cancelled the meeting'],
    ['CANCELLED', undefined, 'student', 'The meeting was cancelled'],
    ['PARTIAL_NO_SHOW', 'workflow', 'student', 'One person did not come'],
    ['TIME_LIMIT', 'workflow', 'student', 'The meeting reached its time limit'],
  ] as const)('%s by %s, for the %s: %s', (outcome, by, role, title) => {
    expect(outcomeMessage(outcome, by, role, texts).title).toBe(title);
  });

  it('exist for every outcome, and for an unknown outcome', () => {
    for (const outcome of [...OUTCOMES, undefined])
      expect(outcomeMessage(outcome, undefined, 'student', texts).text).not.toBe('');
  });

  it('shows "Ending" from the verdict until the end', () => {
    expect(statusLabel({ status: 'IN_PROGRESS', outcome: 'COMPLETED' }, english.organisers())).toBe('Ending');
    expect(statusTone({ status: 'ENDED', outcome: 'FAILED' })).toBe('bad');
  });
});

describe('the meeting filter', () => {
  const all = [...upcoming, ...past];
  it('matches every word, ignoring case and accents', () => {
    expect(filterMeetings(all, 'ADA ben', 'all').map(({ student_name }) => student_name)).toEqual(['Ben Carter']);
    expect(filterMeetings(all, 'chloe', 'all').map(({ student_name }) => student_name)).toEqual(['Chloé Martin']);
    expect(filterMeetings(all, 'o4u8g2s6f1z9l3qf', 'all')).toHaveLength(1);
    expect(filterMeetings(all, 'nobody like this', 'all')).toEqual([]);
  });
  it.each([
    ['live', 2],
    ['upcoming', 4],
    ['past', 5],
    ['failed', 1],
  ] as const)('shows %s meetings: %d', (shown, count) => {
    expect([filterMeetings(all, '', shown).length, countOf(all, shown)]).toEqual([count, count]);
  });
});

describe('safeUrl', () => {
  it.each(['https://x.example/a?b', 'http://127.0.0.1:4000/'])('accepts %s', (url) => expect(safeUrl(url)).toBe(url));
  it.each(['javascript:alert(1)', 'data:text/html,x', '//x.example', 'nonsense', '', undefined])(
    'rejects %p',
    (url) => {
      expect(safeUrl(url)).toBeUndefined();
    },
  );
});
