import { describe, expect, it } from '@jest/globals';
import { pausedUntil, pauseMark } from '../../../steps/domain/pause.ts';
import { t } from '../../support/meeting.ts';

describe('a pause of the safety nets', () => {
  it('ends by itself after four hours', () => {
    const mark = pauseMark(t(0));
    expect(pausedUntil(mark, t(0))).toBe(t(240));
    expect(pausedUntil(mark, t(239.9))).toBe(t(240));
    expect(pausedUntil(mark, t(240))).toBeUndefined();
  });

  it('counts from an instant a few minutes ahead, because clocks differ, but not from a later one', () => {
    expect(pausedUntil(pauseMark(t(5)), t(0))).toBe(t(245));
    expect(pausedUntil(pauseMark(t(6)), t(0))).toBeUndefined();
  });

  it.each([undefined, '', 'on', 'never'])('is not on with the mark %p', (mark) => {
    expect(pausedUntil(mark, t(0))).toBeUndefined();
  });
});
