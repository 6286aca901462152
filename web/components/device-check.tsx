import { useEffect, useRef, useState } from 'react';

type Check =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'running'; readonly stream: MediaStream }
  | { readonly kind: 'failed'; readonly text: string };

/** Shows oneself and how loud one is. Nothing is recorded or sent; it ends with the component. */
export const DeviceCheck = () => {
  const [check, setCheck] = useState<Check>({ kind: 'idle' });
  const gone = useRef(false);
  const stream = check.kind === 'running' ? check.stream : undefined;

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  useEffect(() => () => stop(stream), [stream]);

  const start = async (): Promise<void> => {
    setCheck({ kind: 'asking' });
    try {
      const found = await devices();
      if (gone.current) stop(found);
      else setCheck({ kind: 'running', stream: found });
    } catch (error) {
      setCheck({ kind: 'failed', text: reason(error) });
    }
  };

  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title">Camera and microphone</h2>
      <div className="check-picture">
        {stream ? (
          <Picture stream={stream} />
        ) : (
          <p className="muted">{check.kind === 'failed' ? check.text : 'Not checked yet'}</p>
        )}
      </div>
      <Level stream={stream} />
      <p className="check-line" role="status">
        {lineFor(check)}
      </p>
      <div className="buttons">
        {check.kind === 'running' ? (
          <button type="button" onClick={() => setCheck({ kind: 'idle' })}>
            Stop the check
          </button>
        ) : (
          <button type="button" onClick={() => void start()} disabled={check.kind === 'asking'}>
            Check camera and microphone
          </button>
        )}
      </div>
    </section>
  );
};

function lineFor(check: Check): string {
  if (check.kind === 'asking') return 'Your browser asks for permission.';
  if (check.kind !== 'running') return 'Nothing is recorded or sent.';
  const names = check.stream.getTracks().map((track) => track.label);
  return names.filter(Boolean).join(' · ') || 'Both work.';
}

const stop = (stream: MediaStream | undefined): void => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};

/** Both, or the microphone alone where there is no camera. */
async function devices(): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new DOMException('', 'NotSupportedError');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError')
      return navigator.mediaDevices.getUserMedia({ audio: true });
    throw error;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case 'NotAllowedError':
      return 'Your browser does not let this page use them. You can allow it beside the address.';
    case 'NotFoundError':
      return 'No camera or microphone was found.';
    case 'NotReadableError':
      return 'Another program is using them.';
    default:
      return 'This browser cannot use them on this page.';
  }
}

const Picture = ({ stream }: { readonly stream: MediaStream }) => {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  if (stream.getVideoTracks().length === 0) return <p className="muted">No camera found; the microphone works.</p>;
  return <video ref={video} autoPlay playsInline muted aria-label="What your camera sees" />;
};

const BARS = 12;

/** How loud it is: the bars say more than a number would. */
const Level = ({ stream }: { readonly stream: MediaStream | undefined }) => {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!stream || stream.getAudioTracks().length === 0) return undefined;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getByteTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
      setLevel(Math.min(BARS, Math.round(Math.sqrt(loudest / 128) * BARS)));
    }, 80);
    return () => {
      clearInterval(timer);
      setLevel(0);
      void context.close();
    };
  }, [stream]);
  return (
    <div
      className="level"
      role="img"
      aria-label={stream ? (level > 2 ? 'The microphone hears you' : 'It is quiet') : 'Microphone not checked'}
    >
      {Array.from({ length: BARS }, (_, index) => (
        <i key={index} className={index < level ? 'on' : undefined} />
      ))}
    </div>
  );
};
