import { useCallback, useEffect, useRef, useState } from 'react';
import { useApp, useClockSpeed } from '../components/app.tsx';
import type { Link } from '../lib/api.ts';
import { arrived, failed, type Journey, nextLook, SETTING_OUT } from '../lib/joining.ts';

/**
 * Where the meeting stands for the holder of a link, asked again and again until it is over.
 * @param paused presence tells enough
 */
export function useJourney(link: Link, paused: boolean) {
  const { api } = useApp();
  const speed = useClockSpeed();
  const [journey, setJourney] = useState<Journey>(SETTING_OUT);
  const [looks, setLooks] = useState(0);
  const asking = useRef(false);

  const look = useCallback(async (): Promise<void> => {
    if (asking.current) return;
    asking.current = true;
    try {
      const joining = await api.join(link);
      setJourney(arrived(joining));
    } catch (error) {
      setJourney((before) => failed(before, error));
    } finally {
      asking.current = false;
      setLooks((count) => count + 1);
    }
  }, [api, link]);

  useEffect(() => {
    const delay = nextLook(journey, speed);
    if (delay === undefined || (paused && journey.failures === 0)) return undefined;
    const timer = setTimeout(() => void look(), delay);
    return () => clearTimeout(timer);
  }, [journey, speed, paused, look, looks]);

  useEffect(() => {
    const awake = (): void => {
      if (document.visibilityState === 'visible') void look();
    };
    window.addEventListener('online', awake);
    document.addEventListener('visibilitychange', awake);
    return () => {
      window.removeEventListener('online', awake);
      document.removeEventListener('visibilitychange', awake);
    };
  }, [look]);

  const refused = useCallback((error: unknown) => setJourney((before) => failed(before, error)), []);
  return { journey, look, refused };
}
