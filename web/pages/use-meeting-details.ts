import { useCallback } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi } from '../components/app.tsx';
import { Refusal } from '../lib/api.ts';
import { meetingInterval } from '../lib/poll-interval.ts';
import type { Details, Execution } from '../lib/wire.ts';
import { type Poll, usePoll } from './use-poll.ts';

export interface LoadedDetails {
  readonly details: Details;
  /** Undefined before the launch, because the workflow only waits, and if the deployment has no history. */
  readonly execution: Execution | undefined;
}

/** Milliseconds of real time: a limit for simulated clocks. */
const SHORTEST = 700;

export function useMeetingDetails(id: string): Poll<LoadedDetails> {
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const load = useCallback(async (): Promise<LoadedDetails> => {
    const details = await withApiKey(() => api.meeting(id));
    const execution =
      details.status === 'SCHEDULED' ? undefined : await undefinedIfMissing(withApiKey(() => api.execution(id)));
    return { details, execution };
  }, [api, id, withApiKey]);
  const every = useCallback(
    ({ details, execution }: LoadedDetails) =>
      details.status === 'ENDED' && execution?.status !== 'RUNNING'
        ? undefined
        : Math.max(SHORTEST, clock.realMillis(meetingInterval(details, clock.now()))),
    [clock],
  );
  return usePoll(load, every);
}

async function undefinedIfMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}
