import { useEffect, useState } from 'react';
import { useApp, useClockSpeed, useNow, useTitle } from '../components/app.tsx';
import { Shell } from '../components/shell.tsx';
import { fromNow } from '../lib/instant.ts';
import type { RoomPeople } from '../lib/wire.ts';

/** Failed calls in a row after which the page shows that the room is closed. */
const MAX_FAILURES = 2;

/** The room of the stand-in host: shows who is in the room, without video. */
export const RoomPage = () => {
  const { clock } = useApp();
  const speed = useClockSpeed();
  const [room, setRoom] = useState<RoomPeople>();
  const [failures, setFailures] = useState(0);
  const now = useNow();
  useTitle('Room');

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const poll = async (): Promise<void> => {
      const sentAt = clock.monotonic();
      try {
        const response = await fetch('./people', { cache: 'no-store', referrerPolicy: 'no-referrer' });
        const answer = (await response.json()) as RoomPeople;
        if (stopped) return;
        clock.update(answer, sentAt);
        setRoom(answer);
        setFailures(0);
      } catch {
        // The host of this page stops when the meeting ends.
        if (!stopped) setFailures((count) => count + 1);
      } finally {
        if (!stopped) timer = setTimeout(() => void poll(), Math.max(400, 2_000 / speed));
      }
    };
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [clock, speed]);

  const people = room?.people ?? [];
  const closed = failures >= MAX_FAILURES;
  return (
    <Shell page="guest">
      <div className="column column-narrow">
        <section className="card message">
          <p className="eyebrow">Test room without video</p>
          <h1>{closed ? 'The room is closed' : 'In the room'}</h1>
          {closed ? (
            <p>You can close this tab.</p>
          ) : (
            <ul className="people" aria-live="polite">
              {people.map(({ role, name, left_at, first_seen_at }) => (
                <li key={role} className={left_at === undefined ? 'person' : 'person person-left'}>
                  <span className="person-face" aria-hidden="true">
                    {name.slice(0, 1).toUpperCase()}
                  </span>
                  <span className="person-name">
                    {name} <span className="muted">· {role}</span>
                  </span>
                  <span className="muted small">
                    {left_at === undefined
                      ? `joined ${fromNow(Date.parse(first_seen_at), now)}`
                      : `left ${fromNow(Date.parse(left_at), now)}`}
                  </span>
                </li>
              ))}
              {people.length === 0 && <li className="muted">Nobody has joined yet</li>}
            </ul>
          )}
        </section>
      </div>
    </Shell>
  );
};
