import { lazy, Suspense, useState } from 'react';
import { safeUrl } from '../lib/safe-url.ts';
import type { RoomProps } from './room-view.ts';

const JitsiFrame = lazy(() => import('./jitsi-frame.tsx'));

export const JitsiRoom = ({ answer, onEnter, onLeave }: RoomProps) => {
  const [left, setLeft] = useState(false);
  if (left)
    return (
      <div className="column column-narrow">
        <section className="card message">
          <h1>You left the room</h1>
          <p>You can go back until the meeting ends.</p>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => setLeft(false)}>
              Go back to the room
            </button>
          </div>
        </section>
      </div>
    );
  return (
    <>
      <h1 className="visually-hidden">Video room</h1>
      <Suspense fallback={<p className="jitsi-wait">Loading the room...</p>}>
        <JitsiFrame
          answer={answer}
          url={safeUrl(answer.room_url)}
          onEnter={onEnter}
          onLeave={() => {
            onLeave();
            setLeft(true);
          }}
        />
      </Suspense>
    </>
  );
};
