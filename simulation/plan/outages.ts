import { type Outage, type Service, SERVICES } from '../../promises/trace.ts';
import { DAY, HOUR, type Millis, MINUTE } from '../../steps/domain/instants.ts';
import type { Level } from './faults.ts';
import { streamOf } from './random.ts';

/** Outages take 20 to 40 minutes, between 07:00 and 22:00, when meetings take place. */
const DURATION: readonly [Millis, Millis] = [20 * MINUTE, 40 * MINUTE];
const HOURS: readonly [Millis, Millis] = [7 * HOUR, 22 * HOUR];
/** One service at a time; once a week all of them. */
const OUTAGES_PER_DAY = 4;
const ALL_AT_ONCE = 1 / 7;

/** Times without any capacity for launches: half an hour. */
const WITHOUT_CAPACITY: Millis = 30 * MINUTE;

/** What goes wrong for all meetings at the same time. It follows from the seed, not from the meetings of the run. */
export class Outages {
  readonly #seed: number;
  readonly #level: Level;
  /** By day since the epoch. */
  readonly #days = new Map<number, readonly Outage[]>();

  constructor(seed: number, level: Level) {
    this.#seed = seed;
    this.#level = level;
  }

  /** Whether there are any, at some time. */
  get occur(): boolean {
    return this.#level === 'outages';
  }

  /** The end of the outage of a service, if it is down now. */
  downUntil(service: Service, now: Millis): Millis | undefined {
    if (!this.occur) return undefined;
    const outage = this.#ofDay(Math.floor(now / DAY)).find(
      (each) => each.service === service && each.from <= now && now < each.until,
    );
    return outage?.until;
  }

  /** All outages that overlap the given time. */
  between(from: Millis, until: Millis): readonly Outage[] {
    if (!this.occur) return [];
    const days = Array.from({ length: Math.floor(until / DAY) - Math.floor(from / DAY) + 1 }, (_, index) =>
      this.#ofDay(Math.floor(from / DAY) + index),
    );
    return days.flat().filter((outage) => outage.from < until && outage.until > from);
  }

  /** Whether EC2 has no capacity in any subnet. */
  isWithoutCapacity(now: Millis): boolean {
    if (!this.occur) return false;
    const day = Math.floor(now / DAY);
    const stream = streamOf(this.#seed, 'world', `day ${day} without capacity`);
    const from = day * DAY + stream.between(...HOURS);
    return now >= from && now < from + WITHOUT_CAPACITY;
  }

  #ofDay(day: number): readonly Outage[] {
    const known = this.#days.get(day);
    if (known) return known;
    const stream = streamOf(this.#seed, 'world', `outages of day ${day}`);
    const times = Array.from({ length: OUTAGES_PER_DAY }, () => {
      const from = day * DAY + Math.round(stream.between(...HOURS));
      return {
        service: SERVICES[stream.whole(0, SERVICES.length - 1)]!,
        from,
        until: from + Math.round(stream.between(...DURATION)),
      };
    });
    const all = stream.chance(ALL_AT_ONCE) ? SERVICES.map((service): Outage => ({ ...times[0]!, service })) : [];
    const outages = [...times, ...all];
    this.#days.set(day, outages);
    return outages;
  }
}
