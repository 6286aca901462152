import { describe, expect, it } from '@jest/globals';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import { afterError, afterResponse, INITIAL, nextPoll } from '../../../web/lib/join-state.ts';
import { launchingLink, openLink, scheduledLink } from '../support/fixtures.ts';

const waiting = afterResponse({ open: false, answer: launchingLink });
const open = afterResponse({ open: true, answer: openLink });

describe('the state of the join page', () => {
  it('polls at once, then at the interval of the server, by its clock', () => {
    expect(nextPoll(INITIAL, 1)).toBe(0);
    expect(nextPoll(afterResponse({ open: false, answer: { ...launchingLink, retry_after_seconds: 5 } }), 1)).toBe(
      5_000,
    );
    expect(nextPoll(afterResponse({ open: false, answer: scheduledLink }), 60)).toBe(1_000);
    expect(nextPoll(open, 1)).toBe(10_000);
  });

  it('polls at most every 300 ms and at least once a minute', () => {
    expect(nextPoll(afterResponse({ open: false, answer: scheduledLink }), 100_000)).toBe(300);
    expect(nextPoll(afterResponse({ open: false, answer: { ...scheduledLink, retry_after_seconds: 9_999 } }), 1)).toBe(
      60_000,
    );
  });

  it('keeps the stage after failed calls, and polls more slowly', () => {
    let state = waiting;
    const waits = Array.from({ length: 7 }, () => {
      state = afterError(state, new Unreachable('away'));
      return nextPoll(state, 60);
    });
    expect(state.stage).toBe(waiting.stage);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is over after a 410, with the outcome and who ended the meeting', () => {
    const over = afterError(open, new Refusal(410, { outcome: 'COMPLETED', ended_by: 'workflow', took_minutes: 46 }));
    expect(over.stage).toEqual({
      kind: 'over',
      outcome: 'COMPLETED',
      by: 'workflow',
      tookMinutes: 46,
      feedbackGiven: false,
    });
    expect(nextPoll(over, 1)).toBeUndefined();
  });

  it.each([
    [403, 'key'],
    [404, 'unknown'],
    [422, 'other'],
  ])('a response %d refuses the link: %s', (status, why) => {
    const refused = afterError(INITIAL, new Refusal(status, { detail: 'No.' }));
    expect(refused.stage).toEqual({ kind: 'refused', why });
    expect(nextPoll(refused, 1)).toBeUndefined();
  });

  it.each([409, 429])('a response %d keeps the stage', (status) => {
    expect(afterError(open, new Refusal(status, {})).stage).toBe(open.stage);
  });
});
