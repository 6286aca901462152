import { useEffect, useRef } from 'react';
import { OpenIcon } from '../components/icons.tsx';
import { MeetingTime, meetingTitle } from '../components/meeting-head.tsx';
import { safeUrl } from '../lib/safe-url.ts';
import type { RoomProps } from './room-view.ts';

export const TabRoom = ({ answer, role, inside, onEnter, onLeave, end }: RoomProps) => {
  const url = safeUrl(answer.room_url);
  const enterLink = useRef<HTMLAnchorElement>(null);
  useEffect(() => enterLink.current?.focus(), []);
  const leave = (): void => {
    onLeave();
    enterLink.current?.focus();
  };
  return (
    <div className="column column-narrow">
      <section className="card message">
        <p className="eyebrow">{meetingTitle(answer, role)}</p>
        <h1>{inside ? 'You are in the room' : 'The room is open'}</h1>
        <MeetingTime meeting={answer} />
        <p>
          {inside
            ? 'The room is open in another tab. Keep this page open until you leave the room.'
            : 'The room opens in a new tab. Keep this page open too.'}
        </p>
        {url === undefined ? (
          <p className="notice notice-bad">The room has no valid address. Please ask the organiser.</p>
        ) : (
          <div className="buttons">
            <a
              ref={enterLink}
              className={inside ? 'button' : 'button primary'}
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              onClick={onEnter}
            >
              <OpenIcon />
              {inside ? 'Open the room again' : 'Enter the room'}
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
