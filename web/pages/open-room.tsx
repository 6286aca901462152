import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useApp } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { OpenIcon } from '../components/icons.tsx';
import { heading, When } from '../components/meeting-head.tsx';
import type { Link } from '../lib/api.ts';
import type { PresenceTeller } from '../lib/presence-teller.ts';
import { safeUrl } from '../lib/safe-url.ts';
import type { Open } from '../lib/wire.ts';

const JitsiRoom = lazy(() => import('../components/jitsi-room.tsx'));

/** A Jitsi in the page itself. */
export const Video = ({ answer, teller }: { readonly answer: Open; readonly teller: PresenceTeller }) => {
  const [left, setLeft] = useState(false);
  if (left)
    return (
      <div className="column column-narrow">
        <section className="card message">
          <h1>You left the room</h1>
          <p>The meeting goes on while somebody is there.</p>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => setLeft(false)}>
              Go back in
            </button>
          </div>
        </section>
      </div>
    );
  return (
    <>
      <h1 className="visually-hidden">Video room</h1>
      <Suspense fallback={<p className="jitsi-wait">Loading the video room…</p>}>
        <JitsiRoom
          answer={answer}
          url={safeUrl(answer.room_url)}
          onEnter={() => teller.enter()}
          onLeave={() => {
            teller.exit();
            setLeft(true);
          }}
        />
      </Suspense>
    </>
  );
};

interface ElsewhereProps {
  readonly answer: Open;
  readonly link: Link;
  readonly teller: PresenceTeller;
  readonly inside: boolean;
  readonly end: ReactNode;
}

/** A room that is a page of its own: it opens in a new tab, and this page says that somebody is there. */
export const Elsewhere = ({ answer, link, teller, inside, end }: ElsewhereProps) => {
  const url = safeUrl(answer.room_url);
  const remembered = `inside ${link.id} as ${link.role}`;
  const way = useRef<HTMLAnchorElement>(null);

  useEffect(() => {
    // After a reload the room is still open in its own tab.
    if (sessionStorage.getItem(remembered) !== null) teller.enter();
    way.current?.focus();
  }, [remembered, teller]);

  const enter = (): void => {
    sessionStorage.setItem(remembered, 'yes');
    teller.enter();
  };
  const leave = (): void => {
    sessionStorage.removeItem(remembered);
    teller.exit();
    way.current?.focus();
  };

  return (
    <div className="column column-narrow">
      <section className="card message">
        <p className="eyebrow">{heading(answer, link.role)}</p>
        <h1>{inside ? 'You are in the room' : 'The room is open'}</h1>
        <When answer={answer} />
        <p>
          {inside
            ? 'The room is in its own tab. Keep this page open as well: it tells the others that you are there.'
            : 'It opens in a new tab. Keep this page open as well.'}
        </p>
        {url === undefined ? (
          <p className="notice notice-bad">The server gave no usable address of the room.</p>
        ) : (
          <div className="buttons">
            <a
              ref={way}
              className={inside ? 'button' : 'button primary'}
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              onClick={enter}
            >
              <OpenIcon />
              {inside ? 'Show the room again' : 'Enter the room'}
              <span className="visually-hidden"> in a new tab</span>
            </a>
            {inside && (
              <button type="button" onClick={leave}>
                Leave
              </button>
            )}
            {end}
          </div>
        )}
      </section>
    </div>
  );
};

export const EndForAll = ({ link, onEnded }: { readonly link: Link; readonly onEnded: () => void }) => {
  const { api } = useApp();
  return (
    <DangerButton
      label="End for all"
      title="End the meeting for all?"
      text="Everybody is sent out, and the room is taken down. It cannot be opened again."
      yes="End the meeting"
      no="Go on"
      act={async () => {
        await api.end(link);
        onEnded();
      }}
    />
  );
};
