import { useCallback, useEffect, useRef, useState } from 'react';
import { useApp, useClockSpeed } from '../components/app.tsx';
import { type GuestApi, type Link, Refusal, Unreachable } from '../lib/api.ts';
import { afterError, afterResponse, INITIAL, type JoinState, nextPoll } from '../lib/join-state.ts';
import { safeUrl } from '../lib/safe-url.ts';
import type { NextDate } from '../lib/wire.ts';
import { useResume } from './use-resume.ts';

/** The address of the current or the next meeting, or the next date, if the link is one of a series. */
async function occurrenceOf(api: GuestApi, link: Link): Promise<string | NextDate | undefined> {
  try {
    const found = await api.currentOccurrence(link);
    return 'address' in found ? safeUrl(found.address) : found;
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable) return undefined;
    throw error;
  }
}

/**
 * Polls the meeting until it is over.
 * @param go loads the page of a meeting, in place of the link of its series
 * @param paused stops polling while calls succeed: the responses to presence signals show the end, too
 */
export function useJoinState(link: Link, paused: boolean, go: (address: string) => void) {
  const { api } = useApp();
  const speed = useClockSpeed();
  const [state, setState] = useState<JoinState>(INITIAL);
  const polling = useRef(false);

  const poll = useCallback(async (): Promise<void> => {
    if (polling.current) return;
    polling.current = true;
    try {
      setState(afterResponse(await api.join(link)));
    } catch (error) {
      const unknown = error instanceof Refusal && error.status === 404;
      const occurrence = unknown ? await occurrenceOf(api, link) : undefined;
      if (occurrence === undefined) setState((before) => afterError(before, error));
      else if (typeof occurrence === 'string') go(occurrence);
      else setState({ stage: { kind: 'ahead', answer: occurrence }, failures: 0 });
    } finally {
      polling.current = false;
    }
  }, [api, link, go]);

  useEffect(() => {
    const delay = nextPoll(state, speed);
    if (delay === undefined || (paused && state.failures === 0)) return undefined;
    const timer = setTimeout(() => void poll(), delay);
    return () => clearTimeout(timer);
  }, [state, speed, paused, poll]);

  useResume(poll);
  /** Of a presence signal. After the end, `join` says more than the refusal: how long it took, and whether feedback was given. */
  const onRefused = useCallback(
    (error: Refusal) => {
      if (error.status === 410) void poll();
      else setState((before) => afterError(before, error));
    },
    [poll],
  );
  return { state, poll, onRefused };
}
