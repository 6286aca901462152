import { Elephant } from '../../components/scene.tsx';
import type { Call, CallState } from './call.ts';
import { RemoteSound } from './remote-sound.tsx';
import { TEXTS } from './texts.ts';
import { VideoTile } from './video-tile.tsx';

interface StageProps {
  readonly call: Call;
  readonly state: CallState;
  readonly other: string;
}

/** The pictures: the other person, or a shared screen, is large. */
export const Stage = ({ call, state, other }: StageProps) => {
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
          label={TEXTS.sharing(other)}
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
          name={TEXTS.you}
          track={camera.track ?? undefined}
          muted={!microphone.on || !microphone.track}
          mirrored
          label={TEXTS.you}
        />
      </div>
      <Notices call={call} state={state} other={other} sharing={screen !== null} />
      <RemoteSound track={incoming.microphone} speaker={state.speaker} />
    </main>
  );
};

const Alone = ({ state, other }: { readonly state: CallState; readonly other: string }) => (
  <div className="tile tile-large tile-alone" role="status">
    <Elephant mood={state.otherLeft ? 'goodbye' : 'ready'} />
    {state.phase === 'entering' ? (
      <p className="alone-title">{TEXTS.entering}</p>
    ) : (
      <>
        <p className="alone-title">{state.otherLeft ? TEXTS.otherLeft(other) : TEXTS.waitingFor(other)}</p>
        <p>{state.otherLeft ? TEXTS.otherLeftHint : TEXTS.waitingHint}</p>
      </>
    )}
  </div>
);

interface NoticesProps extends StageProps {
  readonly sharing: boolean;
}

/** What needs attention, above the pictures. */
const Notices = ({ call, state, other, sharing }: NoticesProps) => {
  const { phase, online, connected, asking, microphone, camera } = state;
  const problem = deviceProblem(microphone.problem, camera.problem);
  const lost = phase === 'inside' && !online;
  return (
    <div className="notices" role="status">
      {lost && <p className="notice-pill bad">{connected ? TEXTS.roomLostInCall : TEXTS.roomLost}</p>}
      {!lost && state.other && !connected && <p className="notice-pill">{TEXTS.connecting(other)}</p>}
      {!lost && !state.other && connected && <p className="notice-pill bad">{TEXTS.otherLost(other)}</p>}
      {asking && <p className="notice-pill">{TEXTS.asking}</p>}
      {!asking && problem !== undefined && (
        <p className="notice-pill bad">
          <span>
            {problem} {!microphone.track && !camera.track && TEXTS.receiveOnly(other)}
          </span>
          <button type="button" className="call-button small" onClick={() => call.retryDevices()}>
            {TEXTS.tryAgain}
          </button>
        </p>
      )}
      {sharing && (
        <p className="notice-pill">
          {TEXTS.youShare}
          <button type="button" className="call-button small" onClick={() => void call.toggleScreen()}>
            {TEXTS.stopSharing}
          </button>
        </p>
      )}
    </div>
  );
};

type Problem = CallState['camera']['problem'];

function deviceProblem(microphone: Problem, camera: Problem): string | undefined {
  if (microphone !== undefined && microphone === camera) return TEXTS.bothProblem(TEXTS.problems[microphone]);
  if (microphone !== undefined) return TEXTS.problem('microphone', TEXTS.problems[microphone]);
  return camera === undefined ? undefined : TEXTS.problem('camera', TEXTS.problems[camera]);
}
