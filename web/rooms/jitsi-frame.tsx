import { JitsiMeeting } from '@jitsi/react-sdk';
import { useEffect, useState } from 'react';
import { useTexts } from '../components/language.tsx';
import type { Open } from '../lib/wire.ts';

/** Milliseconds until the page offers the room in a new tab. */
const LOAD_TIMEOUT = 25_000;

interface JitsiFrameProps {
  readonly answer: Open;
  readonly url: string | undefined;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

/** The default export of a module that `lazy` loads only when a room opens. */
const JitsiFrame = ({ answer, url, onEnter, onLeave }: JitsiFrameProps) => {
  const texts = useTexts();
  const [state, setState] = useState<'loading' | 'ready' | 'late'>('loading');
  useEffect(() => {
    const timer = setTimeout(() => setState((now) => (now === 'loading' ? 'late' : now)), LOAD_TIMEOUT);
    return () => clearTimeout(timer);
  }, []);
  const { room, name } = answer;
  return (
    <div className="jitsi">
      {state !== 'ready' && (
        <div className="jitsi-wait" role="status">
          <p>{state === 'loading' ? texts.loadingRoom : texts.roomLate}</p>
          {state === 'late' && url !== undefined && (
            <a className="button primary" href={url} target="_blank" rel="noopener noreferrer" onClick={onEnter}>
              {texts.openRoomInTab}
            </a>
          )}
        </div>
      )}
      <JitsiMeeting
        domain={room.domain}
        roomName={room.name}
        {...(room.jwt !== undefined && { jwt: room.jwt })}
        userInfo={{ displayName: name, email: '' }}
        configOverwrite={{ prejoinConfig: { enabled: false }, disableDeepLinking: true }}
        onApiReady={(api) => {
          setState('ready');
          api.on('videoConferenceJoined', onEnter);
          api.on('videoConferenceLeft', onLeave);
        }}
        onReadyToClose={onLeave}
        getIFrameRef={(parent) => {
          parent.className = 'jitsi-frame';
          parent.querySelector('iframe')?.setAttribute('title', texts.videoRoom);
        }}
      />
    </div>
  );
};

export default JitsiFrame;
