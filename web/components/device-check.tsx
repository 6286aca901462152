import { useEffect, useRef, useState } from 'react';

type Check =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'running'; readonly stream: MediaStream }
  | { readonly kind: 'failed'; readonly text: string };

/** Shows the camera and the microphone level. Records and sends nothing; stops when the component unmounts. */
export const DeviceCheck = () => {
  const [check, setCheck] = useState<Check>({ kind: 'idle' });
  const unmounted = useRef(false);
  const stream = check.kind === 'running' ? check.stream : undefined;

  useEffect(() => {
    unmounted.current = false;
    return () => {
      unmounted.current = true;
    };
  }, []);
  useEffect(() => () => stop(stream), [stream]);

  const start = async (): Promise<void> => {
    setCheck({ kind: 'asking' });
    try {
      const found = await openDevices();
      if (unmounted.current) stop(found);
      else setCheck({ kind: 'running', stream: found });
    } catch (error) {
      setCheck({ kind: 'failed', text: failureText(error) });
    }
  };

  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title">Camera and microphone</h2>
      <div className="check-picture">
        {stream ? (
          <CameraPreview stream={stream} />
        ) : (
          <p className="muted">{check.kind === 'failed' ? check.text : 'Not checked yet'}</p>
        )}
      </div>
      <MicrophoneLevel stream={stream} />
      <p className="check-line" role="status">
        {hintFor(check)}
      </p>
      <div className="buttons">
        {check.kind === 'running' ? (
          <button type="button" onClick={() => setCheck({ kind: 'idle' })}>
            Stop check
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

function hintFor(check: Check): string {
  if (check.kind === 'asking') return 'Allow access when your browser asks.';
  if (check.kind !== 'running') return 'Nothing is recorded or sent.';
  const names = check.stream.getTracks().map((track) => track.label);
  return names.filter(Boolean).join(' · ') || 'Ready.';
}

const stop = (stream: MediaStream | undefined): void => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};

/** Opens camera and microphone; only the microphone if there is no camera. */
async function openDevices(): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new DOMException('', 'NotSupportedError');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError')
      return navigator.mediaDevices.getUserMedia({ audio: true });
    throw error;
  }
}

function failureText(error: unknown): string {
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case 'NotAllowedError':
      return 'Your browser blocked access. You can allow it next to the address bar.';
    case 'NotFoundError':
      return 'No camera or microphone found.';
    case 'NotReadableError':
      return 'Another app is using your camera or microphone.';
    default:
      return 'This browser cannot use your camera or microphone on this page.';
  }
}

const CameraPreview = ({ stream }: { readonly stream: MediaStream }) => {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  if (stream.getVideoTracks().length === 0) return <p className="muted">No camera found. Your microphone works.</p>;
  return <video ref={video} autoPlay playsInline muted aria-label="Camera preview" />;
};

const BARS = 12;

const MicrophoneLevel = ({ stream }: { readonly stream: MediaStream | undefined }) => {
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
      aria-label={stream ? (level > 2 ? 'Microphone: sound' : 'Microphone: no sound') : 'Microphone not checked'}
    >
      {Array.from({ length: BARS }, (_, index) => (
        <i key={index} className={index < level ? 'on' : undefined} />
      ))}
    </div>
  );
};
