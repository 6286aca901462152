import { useEffect, useState } from 'react';
import { useApp, useClockSpeed, useNow, useTitle } from '../components/app.tsx';
import { Shell } from '../components/shell.tsx';
import { fromNow } from '../lib/instant.ts';
import type { RoomPeople } from '../lib/wire.ts';

/** Calls in a row without an answer after which the machine is taken for gone. */
const GONE_AFTER = 2;

/** The stand-in's room: no video, but everybody sees who is there. */
export const RoomPage = () => {
  const { clock } = useApp();
  const speed = useClockSpeed();
  const [room, setRoom] = useState<RoomPeople>();
  const [silences, setSilences] = useState(0);
  const now = useNow();
  useTitle('Room');

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const look = async (): Promise<void> => {
      const askedAt = clock.monotonic();
      try {
        const response = await fetch('./people', { cache: 'no-store', referrerPolicy: 'no-referrer' });
        const answer = (await response.json()) as RoomPeople;
        if (stopped) return;
        clock.learn(answer, askedAt);
        setRoom(answer);
        setSilences(0);
      } catch {
        // The machine behind this page is gone, or about to be.
        if (!stopped) setSilences((count) => count + 1);
      } finally {
        if (!stopped) timer = setTimeout(() => void look(), Math.max(400, 2_000 / speed));
      }
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [clock, speed]);

  const people = room?.people ?? [];
  const closed = silences >= GONE_AFTER;
  return (
    <Shell page="guest">
      <div className="column column-narrow">
        <section className="card message">
          <p className="eyebrow">A stand-in on this computer: the video room would be here</p>
          <h1>{closed ? 'The room is closed' : 'In the room'}</h1>
          {closed ? (
            <p>Its machine is gone. You can close this tab.</p>
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
                      ? `here since ${fromNow(Date.parse(first_seen_at), now)}`
                      : `left ${fromNow(Date.parse(left_at), now)}`}
                  </span>
                </li>
              ))}
              {people.length === 0 && <li className="muted">Nobody yet</li>}
            </ul>
          )}
        </section>
      </div>
    </Shell>
  );
};
