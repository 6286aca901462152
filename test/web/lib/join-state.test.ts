import { describe, expect, it } from '@jest/globals';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import { arrived, failed, nextLook, SETTING_OUT } from '../../../web/lib/joining.ts';
import { launchingLink, openLink, scheduledLink } from '../support/fixtures.ts';

const waiting = arrived({ open: false, answer: launchingLink });
const open = arrived({ open: true, answer: openLink });

describe('the way into a meeting', () => {
  it('asks at once, then as often as the server says, by its clock', () => {
    expect(nextLook(SETTING_OUT, 1)).toBe(0);
    expect(nextLook(arrived({ open: false, answer: { ...launchingLink, retry_after_seconds: 5 } }), 1)).toBe(5_000);
    expect(nextLook(arrived({ open: false, answer: scheduledLink }), 60)).toBe(1_000);
    expect(nextLook(open, 1)).toBe(30_000);
  });

  it('never asks more often than three times a second, nor less often than once a minute', () => {
    expect(nextLook(arrived({ open: false, answer: scheduledLink }), 100_000)).toBe(300);
    expect(nextLook(arrived({ open: false, answer: { ...scheduledLink, retry_after_seconds: 9_999 } }), 1)).toBe(
      60_000,
    );
  });

  it('keeps what it shows while nobody answers, and asks ever more slowly', () => {
    let journey = waiting;
    const waits = Array.from({ length: 7 }, () => {
      journey = failed(journey, new Unreachable('away'));
      return nextLook(journey, 60);
    });
    expect(journey.stage).toBe(waiting.stage);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is over with what the server says of the end', () => {
    const over = failed(open, new Refusal(410, { outcome: 'NO_SHOW', ended_by: 'workflow' }));
    expect(over.stage).toEqual({ kind: 'over', outcome: 'NO_SHOW', by: 'workflow' });
    expect(nextLook(over, 1)).toBeUndefined();
  });

  it.each([
    [403, 'key'],
    [404, 'unknown'],
    [422, 'other'],
  ])('a link that is answered with %d is refused as %s', (status, why) => {
    const refused = failed(SETTING_OUT, new Refusal(status, { detail: 'No.' }));
    expect(refused.stage).toEqual({ kind: 'refused', why, detail: 'No.' });
    expect(nextLook(refused, 1)).toBeUndefined();
  });

  it.each([409, 429])('an answer %d is only too early', (status) => {
    expect(failed(open, new Refusal(status, {})).stage).toBe(open.stage);
  });
});
