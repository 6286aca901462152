import { useCallback } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi } from '../components/app.tsx';
import { limitAfter, listInterval } from '../lib/poll-interval.ts';
import type { Meeting } from '../lib/wire.ts';
import { type Poll, usePoll } from './use-poll.ts';

interface Loaded {
  readonly meetings: readonly Meeting[];
  readonly more: boolean;
  /** The rest of the open meetings is still loading. */
  readonly isPart: boolean;
  /** Calls that the list took. */
  readonly calls: number;
}

/** Milliseconds of real time: a limit for simulated clocks. */
const SHORTEST = 1_000;

/** Parts of a long list show after 1, 2, 4, 8 calls: each one renders the list. */
const isPowerOfTwo = (calls: number): boolean => (calls & (calls - 1)) === 0;

/** All open meetings, and so many pages of past ones. */
export function useMeetings(pages: number): Poll<Loaded> {
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const load = useCallback(
    async (show: (part: Loaded) => void): Promise<Loaded> => {
      const meetings: Meeting[] = [];
      let cursor: string | undefined;
      let calls = 0;
      for (let read = 0; read < pages; read++) {
        const [after, limit] = [cursor, limitAfter(calls)];
        const page = await withApiKey(() => api.meetings(after, limit));
        calls += 1;
        meetings.push(...page.meetings);
        cursor = page.cursor;
        if (cursor === undefined) break;
        if (isPowerOfTwo(calls)) show({ meetings: [...meetings], more: true, isPart: true, calls });
        // Pages before the first past meeting do not count, so that the overview also shows past meetings.
        if (read === 0 && page.meetings.every(({ status }) => status !== 'ENDED')) read--;
      }
      return { meetings, more: cursor !== undefined, isPart: false, calls };
    },
    [api, withApiKey, pages],
  );
  const every = useCallback(
    ({ meetings, calls }: Loaded) => Math.max(SHORTEST, clock.realMillis(listInterval(meetings, calls, clock.now()))),
    [clock],
  );
  return usePoll(load, every);
}
