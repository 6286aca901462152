import type { Timetable } from '../steps/domain/timetable.ts';

/** Throttles of the API. API Gateway counts them for each method, and counts every request, also those with a wrong key. */
export interface Throttle {
  /** Requests per second. */
  readonly rate: number;
  /** Requests at the same moment. */
  readonly burst: number;
}

const PEOPLE = 2;
/** A page that waits for the room asks this often, in seconds (`steps/api/join.ts`). */
const WAITING_PAGE_EVERY = 5;
/** API Gateway's quotas of an account. */
const MOST = { rate: 10_000, burst: 5_000 };

/** Requests per second of the pages of so many meetings, if all of them wait and report presence at the same time. */
export const pageRate = (meetings: number, { presenceEvery }: Timetable): number =>
  Math.min(
    MOST.rate,
    Math.max(50, Math.ceil(meetings * PEOPLE * (1 / WAITING_PAGE_EVERY + 1 / Math.max(1, presenceEvery)))),
  );

export const burstOf = (rate: number): number => Math.min(MOST.burst, Math.ceil(2 * rate));

/** Twice what so many hosts report, because a host may report again at once. */
export function hostThrottle(hosts: number, { presenceEvery }: Timetable): Throttle {
  const rate = Math.min(MOST.rate, Math.max(10, Math.ceil((2 * hosts) / presenceEvery)));
  return { rate, burst: burstOf(rate) };
}
