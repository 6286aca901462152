import { useCallback, useEffect, useState } from 'react';
import { useOrganiserApi } from '../components/app.tsx';
import { type DoubleBooking, doubleBookings } from '../lib/bookings.ts';
import type { Draft } from '../lib/draft.ts';
import { limitAfter } from '../lib/poll-interval.ts';
import type { Meeting } from '../lib/wire.ts';

/**
 * The meetings of the same people at a time.
 * @param scheduled changes with each new meeting: the open meetings are read again
 */
export function useDoubleBookings(draft: Draft, scheduled: unknown): (at: number) => readonly DoubleBooking[] {
  const meetings = useOpenMeetings(scheduled);
  const { teacherName, studentName, minutes } = draft;
  return useCallback(
    (at) => doubleBookings({ teacherName, studentName, at, minutes: Number(minutes) }, meetings),
    [teacherName, studentName, minutes, meetings],
  );
}

/** All of them, in parts as they arrive. Without a key, or without an answer, there is no warning. */
function useOpenMeetings(scheduled: unknown): readonly Meeting[] {
  const api = useOrganiserApi();
  const [meetings, setMeetings] = useState<readonly Meeting[]>([]);
  useEffect(() => {
    let unmounted = false;
    const load = async (): Promise<void> => {
      try {
        const read: Meeting[] = [];
        let cursor: string | undefined;
        let calls = 0;
        do {
          const page = await api.meetings(cursor, limitAfter(calls++));
          if (unmounted) return;
          read.push(...page.meetings.filter(({ status }) => status !== 'ENDED'));
          setMeetings([...read]);
          // The ended meetings follow the open ones.
          cursor = page.meetings.some(({ status }) => status === 'ENDED') ? undefined : page.cursor;
        } while (cursor !== undefined);
      } catch {
        // Scheduling works without the warning.
      }
    };
    void load();
    return () => {
      unmounted = true;
    };
  }, [api, scheduled]);
  return meetings;
}
