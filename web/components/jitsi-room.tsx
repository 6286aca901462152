import { JitsiMeeting } from '@jitsi/react-sdk';
import { useEffect, useState } from 'react';
import type { Open } from '../lib/wire.ts';

/** A room that has not answered by then is offered in a tab of its own. */
const PATIENCE = 25_000;

interface JitsiRoomProps {
  readonly answer: Open;
  readonly url: string | undefined;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

/** The video room itself, through Jitsi's own component. Loaded when a room opens, not before. */
const JitsiRoom = ({ answer, url, onEnter, onLeave }: JitsiRoomProps) => {
  const [state, setState] = useState<'loading' | 'there' | 'late'>('loading');
  useEffect(() => {
    const timer = setTimeout(() => setState((now) => (now === 'loading' ? 'late' : now)), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  const { room, name } = answer;
  return (
    <div className="jitsi">
      {state !== 'there' && (
        <div className="jitsi-wait" role="status">
          <p>{state === 'loading' ? 'Loading the video room…' : 'The video room does not load here.'}</p>
          {state === 'late' && url !== undefined && (
            <a className="button primary" href={url} target="_blank" rel="noopener noreferrer" onClick={onEnter}>
              Open it in a new tab
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
          setState('there');
          api.on('videoConferenceJoined', onEnter);
          api.on('videoConferenceLeft', onLeave);
        }}
        onReadyToClose={onLeave}
        getIFrameRef={(parent) => {
          parent.className = 'jitsi-frame';
          parent.querySelector('iframe')?.setAttribute('title', 'Video room');
        }}
      />
    </div>
  );
};

export default JitsiRoom;
