import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Texts } from '../lib/languages/texts.ts';
import type { Choice, measureLevel } from '../lib/check-devices.ts';
import { playChime } from '../lib/chime.ts';
import { Icon, type IconName } from './icons.tsx';
import { useTexts } from './language.tsx';

type Check =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'running';
      readonly stream: MediaStream;
      readonly devices: readonly MediaDeviceInfo[];
      readonly measure: typeof measureLevel;
    }
  | { readonly kind: 'failed'; readonly text: string };

/** Shows the camera and the microphone level, and plays a sound. Records and sends nothing; stops when it unmounts. */
export const DeviceCheck = () => {
  const texts = useTexts();
  const [check, setCheck] = useState<Check>({ kind: 'idle' });
  const [speaker, setSpeaker] = useState('');
  const unmounted = useRef(false);
  const stream = check.kind === 'running' ? check.stream : undefined;
  const devices = check.kind === 'running' ? check.devices : [];

  useEffect(() => {
    unmounted.current = false;
    return () => {
      unmounted.current = true;
    };
  }, []);
  useEffect(() => () => stop(stream), [stream]);

  const start = async (choice: Choice): Promise<void> => {
    if (check.kind !== 'running') setCheck({ kind: 'asking' });
    try {
      const { openDevices, measureLevel: measure } = await import('../lib/check-devices.ts');
      const found = await openDevices(choice);
      // Names are known only after the permission.
      const known = await navigator.mediaDevices.enumerateDevices();
      if (unmounted.current) stop(found);
      else setCheck({ kind: 'running', stream: found, devices: known, measure });
    } catch (error) {
      setCheck({ kind: 'failed', text: failureText(error, texts) });
    }
  };
  const chosen = (kind: 'video' | 'audio'): string =>
    stream
      ?.getTracks()
      .find((track) => track.kind === kind)
      ?.getSettings().deviceId ?? '';
  const choice: Choice = { camera: chosen('video'), microphone: chosen('audio') };

  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title" className="visually-hidden">
        {texts.devices}
      </h2>
      <div className="check-picture">
        {stream ? (
          <CameraPreview stream={stream} />
        ) : (
          <div className="check-start">
            <p className="muted" role="status">
              {check.kind === 'failed' ? check.text : check.kind === 'asking' ? texts.allowAccess : texts.notChecked}
            </p>
            <button
              type="button"
              onClick={() => void start({ camera: '', microphone: '' })}
              disabled={check.kind === 'asking'}
            >
              {texts.startCheck}
            </button>
          </div>
        )}
      </div>
      <ul className="devices">
        <Device icon="camera" name={texts.camera}>
          <DevicePicker
            label={texts.camera}
            devices={devices.filter(({ kind }) => kind === 'videoinput')}
            value={choice.camera}
            onChange={(camera) => void start({ ...choice, camera })}
          />
          {stream && (
            <button type="button" className="quiet compact" onClick={() => setCheck({ kind: 'idle' })}>
              {texts.stopCheck}
            </button>
          )}
        </Device>
        <Device icon="microphone" name={texts.microphone}>
          <DevicePicker
            label={texts.microphone}
            devices={devices.filter(({ kind }) => kind === 'audioinput')}
            value={choice.microphone}
            onChange={(microphone) => void start({ ...choice, microphone })}
          />
          <MicrophoneLevel check={check} />
        </Device>
        <Device icon="speaker" name={texts.speaker}>
          <DevicePicker
            label={texts.speaker}
            devices={canChooseSpeaker ? devices.filter(({ kind }) => kind === 'audiooutput') : []}
            value={speaker}
            onChange={setSpeaker}
          />
          <button type="button" className="compact" onClick={() => void playChime(speaker)}>
            {texts.playSound}
          </button>
        </Device>
      </ul>
    </section>
  );
};

const canChooseSpeaker = typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype;

interface DeviceProps {
  readonly icon: IconName;
  readonly name: string;
  readonly children: [picker: ReactNode, action: ReactNode];
}

const Device = ({ icon, name, children: [picker, action] }: DeviceProps) => (
  <li className="device">
    <Icon name={icon} />
    <div className="device-choice">
      <span className="device-name">{name}</span>
      {picker}
    </div>
    {action}
  </li>
);

interface DevicePickerProps {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Covers the name of its kind once there is something to choose. */
const DevicePicker = ({ label, devices, value, onChange }: DevicePickerProps) =>
  devices.length > 0 && (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {devices.map(({ deviceId, label: name }) => (
        <option key={deviceId} value={deviceId}>
          {name || label}
        </option>
      ))}
    </select>
  );

const stop = (stream: MediaStream | undefined): void => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};

function failureText(error: unknown, texts: Texts): string {
  switch (error instanceof Error && error.name) {
    case 'NotAllowedError':
      return texts.blocked;
    case 'NotFoundError':
      return texts.noDevices;
    case 'NotReadableError':
      return texts.devicesInUse;
    // The script of the check cannot load.
    case 'TypeError':
      return texts.unreachable;
    default:
      return texts.noDeviceAccess;
  }
}

const CameraPreview = ({ stream }: { readonly stream: MediaStream }) => {
  const texts = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  if (stream.getVideoTracks().length === 0) return <p className="muted">{texts.onlyMicrophone}</p>;
  return (
    <>
      <video ref={video} autoPlay playsInline muted aria-label={texts.mirrored} />
      <span className="check-tag" aria-hidden="true">
        {texts.mirrored}
      </span>
    </>
  );
};

const BARS = 8;

const MicrophoneLevel = ({ check }: { readonly check: Check }) => {
  const texts = useTexts();
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (check.kind !== 'running' || check.stream.getAudioTracks().length === 0) return undefined;
    return check.measure(check.stream, BARS, setLevel);
  }, [check]);
  return (
    <span className="level" role="img" aria-label={level > 1 ? texts.sound : texts.noSound}>
      {Array.from({ length: BARS }, (_, index) => (
        <i key={index} className={index < level ? 'on' : undefined} />
      ))}
    </span>
  );
};
