import { useCallback, useEffect, useRef, useState } from 'react';
import { useApp, useClockSpeed } from '../components/app.tsx';
import type { Link, Refusal } from '../lib/api.ts';
import { afterError, afterResponse, INITIAL, type JoinState, nextPoll } from '../lib/join-state.ts';
import { useResume } from './use-resume.ts';

/**
 * Polls the meeting until it is over.
 * @param paused stops polling while calls succeed: the responses to presence signals show the end, too
 */
export function useJoinState(link: Link, paused: boolean) {
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
      setState((before) => afterError(before, error));
    } finally {
      polling.current = false;
    }
  }, [api, link]);

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
