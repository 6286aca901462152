import type { Meeting } from './wire.ts';

/**
 * At most so many calls a day make the organiser's pages in one open, visible tab. The daily quota of the API key is a
 * multiple of it. A response 304 would count, too.
 */
export const CALLS_A_DAY = 10_000;

/** Milliseconds of the server's clock. While a host boots, its progress changes every few seconds. */
const LAUNCHING = 5_000;
const OPEN = 20_000;
/** Short enough to show soon what another organiser scheduled, cancelled or moved. */
const LONGEST = 300_000;

/** Meetings of the first response: few, so that it is soon there. */
const FIRST_LIMIT = 50;
/** The most that the API returns. */
const MOST = 500;

/** Meetings to ask for: twice as many as the call before, so that a long list takes few calls. */
export const limitAfter = (calls: number): number => Math.min(MOST, FIRST_LIMIT * 2 ** calls);

type Waiting = Pick<Meeting, 'status' | 'launch_at'>;

/** Until the next call for one meeting: the further ahead its launch, the longer. */
export function meetingInterval({ status, launch_at }: Waiting, now: number): number {
  switch (status) {
    case 'SCHEDULED':
      return Math.min(LONGEST, Math.max(OPEN, (Date.parse(launch_at) - now) / 8));
    case 'READY':
    case 'IN_PROGRESS':
      return OPEN;
    case 'LAUNCHING':
    case 'ENDED':
      return LAUNCHING;
  }
}

/** Until the next calls for a list that takes so many calls: as often as its most urgent meeting needs. */
export function listInterval(meetings: readonly Waiting[], calls: number, now: number): number {
  const open = meetings.filter(({ status }) => status !== 'ENDED');
  return calls * Math.max(OPEN, Math.min(LONGEST, ...open.map((meeting) => meetingInterval(meeting, now))));
}
