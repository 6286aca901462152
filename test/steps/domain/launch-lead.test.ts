import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  launchLead,
  LONGEST_LEAD,
  SHORTEST_LEAD,
  type TimeToReady,
  timeToReady,
  withTime,
} from '../../../steps/domain/launch-lead.ts';
import { aLaunching, iso, t } from '../../support/meeting.ts';

const FIXED = { launchLead: 600 };
const times = (seconds: readonly number[]): TimeToReady[] =>
  seconds.map((each, index) => ({ id: `m${index}`, seconds: each }));
const leadOf = (seconds: readonly number[]): number => launchLead(times(seconds), FIXED);
const seconds = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 20, maxLength: 200 });

describe('the lead that is learned', () => {
  it('is the fixed one until there are 20 times', () => {
    expect(leadOf(Array.from({ length: 19 }, () => 80))).toBe(600);
    expect(leadOf(Array.from({ length: 20 }, () => 80))).toBe(178);
  });

  it('is the 99th percentile, a tenth more, and a minute and a half', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 101);
    expect(leadOf(hundred)).toBe(309);
    expect(leadOf([...hundred.slice(2), 5_000, 5_000])).toBe(LONGEST_LEAD);
    expect(leadOf([...hundred.slice(1), 5_000])).toBe(310);
  });

  it('is between two and twenty minutes, and longer than 99 in 100 of the times if that is possible', () => {
    fc.assert(
      fc.property(seconds, (given) => {
        const lead = leadOf(given);
        expect(Number.isInteger(lead) && lead >= SHORTEST_LEAD && lead <= LONGEST_LEAD).toBe(true);
        const late = given.filter((each) => each + 60 > lead).length;
        if (lead < LONGEST_LEAD) expect(late / given.length).toBeLessThanOrEqual(0.01);
      }),
    );
  });

  it('never falls when a host takes longer, and does not depend on the order', () => {
    fc.assert(
      fc.property(seconds, fc.nat(), fc.integer({ min: 0, max: 3_000 }), (given, at, more) => {
        const slower = given.map((each, index) => (index === at % given.length ? each + more : each));
        expect(leadOf(slower)).toBeGreaterThanOrEqual(leadOf(given));
        expect(leadOf(given.toReversed())).toBe(leadOf(given));
      }),
    );
  });

  it('follows boots that get slower within three meetings, and forgets them after 200', () => {
    let known = times(Array.from({ length: 200 }, () => 80));
    const add = (id: string, took: number): void => {
      known = [...withTime(known, { id, seconds: took })];
    };
    for (const id of ['a', 'b', 'c']) add(id, 300);
    expect(launchLead(known, FIXED)).toBe(420);
    for (let count = 0; count < 198; count += 1) add(`n${count}`, 80);
    expect(launchLead(known, FIXED)).toBe(178);
  });
});

describe('the times that are kept', () => {
  it('are the latest 200, one for each meeting', () => {
    const meeting = fc.record({ id: fc.integer({ min: 0, max: 300 }).map(String), seconds: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(meeting, { maxLength: 600 }), (given) => {
        const kept = given.reduce<readonly TimeToReady[]>((before, time) => withTime(before, time), []);
        const latest = new Map(given.map(({ id, seconds: took }) => [id, took]));
        expect(kept.length).toBeLessThanOrEqual(200);
        expect(kept.every(({ id, seconds: took }) => latest.get(id) === took)).toBe(true);
        expect(kept.length).toBe(Math.min(200, latest.size));
        if (given.length > 0) expect(kept.at(-1)).toEqual(given.at(-1));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the time to ready of a meeting', () => {
  const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10) };

  it('counts from its first launch, also when that host was given up', () => {
    expect(timeToReady(aLaunching({ hosts: { room } }), t(-8)).seconds).toBe(120);
    const replaced = [{ ...room, given_up_at: iso(-5) }];
    const second = { attempt: 2, instance_id: 'i-2', launched_at: iso(-5), healthy_at: iso(-3) };
    expect(timeToReady(aLaunching({ replaced, hosts: { room: second } }), t(-3)).seconds).toBe(420);
  });

  it('is without the time in which nobody could ask', () => {
    expect(timeToReady(aLaunching({ hosts: { room: { ...room, blind_seconds: 100 } } }), t(-8)).seconds).toBe(20);
    expect(timeToReady(aLaunching({ hosts: { room: { ...room, blind_seconds: 900 } } }), t(-8)).seconds).toBe(0);
  });
});
