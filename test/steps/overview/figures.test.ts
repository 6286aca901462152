import { describe, expect, it } from '@jest/globals';
import { daysFor, hostsOverDay, timeToReady } from '../../../steps/overview/figures.ts';
import type { EndedMeeting } from '../../../steps/overview/ended-meeting.ts';

const at = (time: string, day = '2026-12-01'): number => Date.parse(`${day}T${time}:00Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('the figures of a day', () => {
  it('count the most hosts at once in each quarter of an hour, up to now', () => {
    const spans = [span('00:10', '00:20'), span('00:12', '00:14'), span('00:14', '00:50')];
    expect(hostsOverDay(spans, '2026-12-01', at('00:50'))).toEqual([2, 2, 1, 1]);
  });

  it('count a host that runs over midnight on both days', () => {
    const spans = [{ from: at('23:50', '2026-11-30'), to: at('00:10') }];
    expect(hostsOverDay(spans, '2026-12-01', at('00:20'))).toEqual([1, 0]);
    const before = hostsOverDay(spans, '2026-11-30', at('00:20'));
    expect([before.length, before.at(-1), before.at(-2)]).toEqual([96, 1, 0]);
  });

  it('read the days of the month up to now, and the day after', () => {
    expect(daysFor('2026-12-01', at('10:00'))).toEqual({ month: ['2026-12-01'], next: '2026-12-02' });
    const november = daysFor('2026-11-30', at('10:00'));
    expect([november.month.length, november.month[0], november.next]).toEqual([30, '2026-11-01', '2026-12-01']);
    expect(daysFor('2027-01-01', at('10:00')).month).toEqual([]);
  });

  it('have the median and the slowest time to ready; none when no room opened', () => {
    const ready = (secondsToReady: number | undefined) => ({ secondsToReady }) as EndedMeeting;
    expect(timeToReady([ready(undefined)])).toBeUndefined();
    expect(timeToReady([ready(90), ready(undefined), ready(200), ready(100)])).toEqual({
      median_seconds: 100,
      slowest_seconds: 200,
    });
  });
});
