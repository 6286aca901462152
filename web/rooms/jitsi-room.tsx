import { lazy, Suspense, useState } from 'react';
import { useTexts } from '../components/language.tsx';
import { safeUrl } from '../lib/safe-url.ts';
import type { RoomProps } from './room-view.ts';

const JitsiFrame = lazy(() => import('./jitsi-frame.tsx'));

export const JitsiRoom = ({ answer, onEnter, onLeave }: RoomProps) => {
  const texts = useTexts();
  const [left, setLeft] = useState(false);
  if (left)
    return (
      <div className="column column-narrow">
        <section className="card message">
          <h1>{texts.youLeft}</h1>
          <p>{texts.mayReturn}</p>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => setLeft(false)}>
              {texts.goBack}
            </button>
          </div>
        </section>
      </div>
    );
  return (
    <>
      <h1 className="visually-hidden">{texts.videoRoom}</h1>
      <Suspense fallback={<p className="jitsi-wait">{texts.loadingRoom}</p>}>
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
