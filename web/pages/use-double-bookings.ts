import { useCallback, useEffect, useState } from 'react';
import { useApp } from '../components/app.tsx';
import { type DoubleBooking, doubleBookings } from '../lib/bookings.ts';
import type { Draft } from '../lib/draft.ts';
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

/** Without a key, or without an answer, there is no warning. */
function useOpenMeetings(scheduled: unknown): readonly Meeting[] {
  const { api } = useApp();
  const [meetings, setMeetings] = useState<readonly Meeting[]>([]);
  useEffect(() => {
    let unmounted = false;
    const load = async (): Promise<void> => {
      try {
        const page = await api.meetings(undefined);
        if (!unmounted) setMeetings(page.meetings);
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
