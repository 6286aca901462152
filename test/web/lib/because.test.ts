import { describe, expect, it } from '@jest/globals';
import english from '../../../web/languages/en.ts';
import { becauseSentences } from '../../../web/lib/because.ts';
import { clockTime } from '../../../web/lib/instant.ts';
import type { Details } from '../../../web/lib/wire.ts';
import { detailsOf, past } from '../support/fixtures.ts';

const at = (minute: number): string => `2026-12-01T15:${String(minute).padStart(2, '0')}:00.000Z`;
const time = (minute: number): string => clockTime(Date.parse(at(minute)));

const why = (fields: Partial<Details>): string =>
  becauseSentences(
    { ...detailsOf(past[0]!), ended_by: 'workflow', decided_at: at(25), ...fields },
    english.organisers(),
  ).join(' ');

describe('why a meeting ended', () => {
  it('is not known before its end is decided', () => {
    const { ended_by: _by, ...going } = detailsOf(past[0]!);
    expect(becauseSentences(going, english.organisers())).toEqual([]);
  });

  it('is only who decided it, for a row of an earlier version', () => {
    expect(why({ ended_by: 'organiser' })).toBe(`An organiser ended the meeting at ${time(25)}.`);
  });

  it('is the silence while pages could report', () => {
    expect(why({ because: { last_heard_at: at(20), listening_from: at(0), listening_until: at(26) } })).toBe(
      `The workflow ended the meeting at ${time(25)}. The last sign of somebody in the room was at ${time(20)}. ` +
        `Pages could report who is in the room since ${time(0)}.`,
    );
  });

  it('includes that pages could not report', () => {
    expect(why({ because: { listening_from: at(0), listening_until: at(21) } })).toContain(
      `Nobody was heard in the room. Pages could not report who is in the room after ${time(21)}.`,
    );
  });

  it.each([
    [0, 'nobody'],
    [1, 'one person'],
    [3, '3 people'],
  ])('includes the count of the host: %d', (host_count, people) => {
    expect(why({ because: { host_count, host_counted_at: at(24) } })).toContain(
      `The host counted ${people} at ${time(24)}.`,
    );
  });
});
