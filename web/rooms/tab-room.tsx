import { useLayoutEffect, useRef } from 'react';
import { Icon } from '../components/icons.tsx';
import { useTexts } from '../components/language.tsx';
import { safeUrl } from '../lib/safe-url.ts';
import type { RoomProps } from './room-view.ts';

/** The gate of a room in a tab of its own. It has the size of the gate before the room is open. */
export const TabRoom = ({ answer, inside, onEnter, onLeave, end }: RoomProps) => {
  const texts = useTexts();
  const url = safeUrl(answer.room_url);
  const enterLink = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    // The gate replaces itself: the focus is taken only when it is nowhere else.
    if (document.activeElement === null || document.activeElement === document.body) enterLink.current?.focus();
  }, []);
  const leave = (): void => {
    onLeave();
    enterLink.current?.focus();
  };
  if (url === undefined) return <p className="notice notice-bad">{texts.noRoomAddress}</p>;
  return (
    <>
      {inside && <h2 className="gate-note">{texts.youAreInside}</h2>}
      {!inside && <h2 className="visually-hidden">{texts.roomIsOpen}</h2>}
      <a
        ref={enterLink}
        className={inside ? 'gate-box gate-again' : 'gate-box gate-open'}
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={onEnter}
      >
        {inside ? texts.openAgain : texts.enterRoom}
        <span className="visually-hidden">{texts.inNewTab}</span>
        <Icon name={inside ? 'open' : 'forward'} />
      </a>
      <p className="gate-more small">{inside ? texts.insideOtherTab : texts.roomInTab}</p>
      {(inside || end) && (
        <div className="buttons gate-more">
          {inside && (
            <button type="button" onClick={leave}>
              {texts.leave}
            </button>
          )}
          {end}
        </div>
      )}
    </>
  );
};
