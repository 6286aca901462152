import { useTexts } from '../../components/language.tsx';
import { Elephant } from '../../components/scene.tsx';
import type { Call } from './call.ts';
import type { RoomTexts } from '../../lib/languages/texts.ts';
import type { CallState } from './call-state.ts';
import { RemoteSound } from './remote-sound.tsx';
import { useRoomTexts } from './room-language.tsx';
import { VideoTile } from './video-tile.tsx';

interface StageProps {
  readonly call: Call;
  readonly state: CallState;
  readonly other: string;
}

/** The pictures: the other person, or a shared screen, is large. */
export const Stage = ({ call, state, other }: StageProps) => {
  const { you } = useTexts();
  const { sharing } = useRoomTexts();
  const { microphone, camera, screen, incoming, connected } = state;
  const theirs = state.other?.media;
  const here = connected || state.other !== null;
  // A picture without its page, or whose connection was lost, shows its last frame.
  const theirCamera = theirs?.camera === false ? undefined : incoming.camera;
  const theirScreen = theirs?.screen === true && connected ? incoming.screen : undefined;
  return (
    <main className="stage" id="main">
      {!here ? (
        <Alone state={state} other={other} />
      ) : theirScreen ? (
        <VideoTile
          className="tile-large"
          name={other}
          track={theirScreen}
          muted={false}
          screen
          label={sharing(other)}
        />
      ) : (
        <VideoTile
          className="tile-large"
          name={other}
          track={connected ? theirCamera : undefined}
          muted={theirs?.microphone === false}
          label={other}
        />
      )}
      <div className="stage-small">
        {here && theirScreen && (
          <VideoTile name={other} track={theirCamera} muted={theirs?.microphone === false} label={other} />
        )}
        <VideoTile
          name={you}
          track={camera.track ?? undefined}
          muted={!microphone.on || !microphone.track}
          mirrored
          label={you}
        />
      </div>
      <Notices call={call} state={state} other={other} sharing={screen !== null} />
      <RemoteSound track={incoming.microphone} speaker={state.speaker} />
    </main>
  );
};

const Alone = ({ state, other }: { readonly state: CallState; readonly other: string }) => {
  const roomTexts = useRoomTexts();
  return (
    <div className="tile tile-large tile-alone" role="status">
      <Elephant mood={state.otherLeft ? 'goodbye' : 'ready'} />
      {/* Another text is another element, which has not moved. */}
      <div key={state.phase}>
        {state.phase === 'entering' ? (
          <p className="alone-title">{roomTexts.entering}</p>
        ) : (
          <>
            <p className="alone-title">{state.otherLeft ? roomTexts.otherLeft(other) : roomTexts.waitingFor(other)}</p>
            <p>{state.otherLeft ? roomTexts.otherLeftHint : roomTexts.waitingHint}</p>
          </>
        )}
      </div>
    </div>
  );
};

interface NoticesProps extends StageProps {
  readonly sharing: boolean;
}

/** What needs attention, above the pictures. */
const Notices = ({ call, state, other, sharing }: NoticesProps) => {
  const { phase, online, connected, asking, microphone, camera } = state;
  const roomTexts = useRoomTexts();
  const problem = deviceProblem(microphone.problem, camera.problem, roomTexts);
  const lost = phase === 'inside' && !online;
  return (
    <div className="notices" role="status">
      {lost && <p className="notice-pill bad">{connected ? roomTexts.roomLostInCall : roomTexts.roomLost}</p>}
      {!lost && state.other && !connected && <p className="notice-pill">{roomTexts.connecting(other)}</p>}
      {!lost && !state.other && connected && <p className="notice-pill bad">{roomTexts.otherLost(other)}</p>}
      {asking && <p className="notice-pill">{roomTexts.asking}</p>}
      {!asking && problem !== undefined && (
        <p className="notice-pill bad">
          <span>
            {problem} {!microphone.track && !camera.track && roomTexts.receiveOnly(other)}
          </span>
          <button type="button" className="call-button small" onClick={() => call.retryDevices()}>
            {roomTexts.tryAgain}
          </button>
        </p>
      )}
      {sharing && (
        <p className="notice-pill">
          {roomTexts.youShare}
          <button type="button" className="call-button small" onClick={() => void call.toggleScreen()}>
            {roomTexts.stopSharing}
          </button>
        </p>
      )}
    </div>
  );
};

type Problem = CallState['camera']['problem'];

function deviceProblem(microphone: Problem, camera: Problem, { problems, problemOf }: RoomTexts): string | undefined {
  const text = (of: keyof RoomTexts['problemOf'], problem: NonNullable<Problem>): string =>
    `${problemOf[of]}: ${problems[problem]}`;
  if (microphone !== undefined) return text(microphone === camera ? 'both' : 'microphone', microphone);
  return camera === undefined ? undefined : text('camera', camera);
}
