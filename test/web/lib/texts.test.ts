import { describe, expect, it } from '@jest/globals';
import { countdown, fromNow, span } from '../../../web/lib/instant.ts';
import { ALL, matching } from '../../../web/lib/meeting-filter.ts';
import { statement, toneFor, wordFor } from '../../../web/lib/outcomes.ts';
import { safeUrl } from '../../../web/lib/safe-url.ts';
import { progressSteps } from '../../../web/lib/steps.ts';
import { OUTCOMES } from '../../../web/lib/wire.ts';
import { launchingLink, past, scheduledLink, upcoming } from '../support/fixtures.ts';

describe('times in words', () => {
  it.each([
    [0, '0:00'],
    [-5_000, '0:00'],
    [1, '0:01'],
    [59_999, '1:00'],
    [545_000, '9:05'],
    [4_145_000, '1:09:05'],
  ])('a countdown of %d ms shows %s', (left, text) => expect(countdown(left)).toBe(text));

  it.each([
    [0, '0 s'],
    [40, '0.1 s'],
    [420, '0.4 s'],
    [7_000, '7 s'],
    [600_000, '10 min'],
    [725_000, '12 min 5 s'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms are %s', (length, text) => expect(span(length)).toBe(text));

  it('what is far off is told by hours and days', () => {
    const now = Date.parse('2026-12-01T12:00:00Z');
    const told = [0, 600_000, -600_000, 3 * 3_600_000, 3 * 86_400_000].map((off) => fromNow(now + off, now));
    expect(told).toEqual(['now', 'in 10 minutes', '10 minutes ago', 'in 3 hours', 'in 3 days']);
  });
});

describe('endings in words', () => {
  it.each([
    ['COMPLETED', 'teacher', 'student', 'The meeting was ended by the teacher'],
    ['COMPLETED', 'teacher', 'teacher', 'You ended the meeting'],
    ['COMPLETED', 'workflow', 'student', 'The meeting is over'],
    ['NO_SHOW', 'workflow', 'teacher', 'Nobody came'],
    ['CANCELLED', 'organiser', 'student', 'The meeting was cancelled by the organiser'],
    ['CANCELLED', undefined, 'student', 'The meeting was cancelled'],
    ['TIME_LIMIT', 'workflow', 'student', 'The meeting reached its time limit'],
  ] as const)('%s by %s, for the %s: %s', (outcome, by, role, title) => {
    expect(statement(outcome, by, role).title).toBe(title);
  });

  it('there is one for every outcome, and for an unknown one', () => {
    for (const outcome of [...OUTCOMES, undefined]) expect(statement(outcome, undefined, 'student').text).not.toBe('');
  });

  it('an end that is decided but not done is "ending"', () => {
    expect(wordFor({ status: 'IN_PROGRESS', outcome: 'COMPLETED' })).toBe('Ending');
    expect(toneFor({ status: 'ENDED', outcome: 'FAILED' })).toBe('bad');
  });
});

describe('progress', () => {
  const current = (answer: typeof launchingLink): string[] =>
    progressSteps(answer).flatMap(({ state, text }) => (state === 'current' ? [text] : []));

  it('goes from the plan to the machine to the room', () => {
    const { progress: _, ...launching } = launchingLink;
    expect([current(scheduledLink), current(launching), current(launchingLink)]).toEqual([
      ['The meeting is scheduled'],
      ['A machine starts for this meeting alone'],
      ['The room gets ready'],
    ]);
  });
});

describe('the filter', () => {
  const all = [...upcoming, ...past];
  it('wants every word somewhere, whatever its case', () => {
    expect(matching(all, 'ADA ben', ALL).map(({ student_name }) => student_name)).toEqual(['Ben Carter']);
    expect(matching(all, 'o4u8g2s6f1z9l3qf', ALL)).toHaveLength(1);
    expect(matching(all, 'nobody like this', ALL)).toEqual([]);
  });
  it('takes a status for what goes on, and an outcome for what is over', () => {
    expect(matching(all, '', 'LAUNCHING')).toHaveLength(1);
    expect(matching(all, '', 'NO_SHOW')).toHaveLength(1);
  });
});

describe('addresses from the server', () => {
  it.each(['https://x.example/a?b', 'http://127.0.0.1:4000/'])('%s may be a link', (url) =>
    expect(safeUrl(url)).toBe(url),
  );
  it.each(['javascript:alert(1)', 'data:text/html,x', '//x.example', 'nonsense', '', undefined])(
    '%p may not',
    (url) => {
      expect(safeUrl(url)).toBeUndefined();
    },
  );
});
