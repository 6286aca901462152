import type { ReactNode } from 'react';
import type { Call, CallState } from './call.ts';
import { canShareScreen, hasDevices } from './devices.ts';
import { Icon, type IconName } from './icons.tsx';
import { TEXTS } from './texts.ts';

interface ControlsProps {
  readonly call: Call;
  readonly state: CallState;
  readonly chatOpen: boolean;
  readonly unread: number;
  readonly onChat: () => void;
  readonly onDevices: () => void;
}

export const Controls = ({ call, state, chatOpen, unread, onChat, onDevices }: ControlsProps) => {
  const speaking = state.microphone.on && state.microphone.track !== null;
  const filming = state.camera.on && state.camera.track !== null;
  return (
    <footer className="controls" aria-label={TEXTS.controls}>
      <Control
        icon={speaking ? 'microphone' : 'microphoneOff'}
        word={speaking ? TEXTS.mute : TEXTS.unmute}
        off={!speaking}
        disabled={!hasDevices()}
        onClick={() => void call.toggle('microphone')}
      />
      <Control
        icon={filming ? 'camera' : 'cameraOff'}
        word={TEXTS.camera}
        label={filming ? TEXTS.cameraTurnOff : TEXTS.cameraTurnOn}
        off={!filming}
        disabled={!hasDevices()}
        onClick={() => void call.toggle('camera')}
      />
      {canShareScreen() && (
        <Control
          icon="screen"
          word={TEXTS.share}
          label={state.screen ? TEXTS.stopSharing : TEXTS.shareScreen}
          on={state.screen !== null}
          onClick={() => void call.toggleScreen()}
        />
      )}
      <Control icon="chat" word={TEXTS.chat} on={chatOpen} pressed={chatOpen} onClick={onChat}>
        {unread > 0 && !chatOpen && (
          <span className="badge-count">
            {unread}
            <span className="visually-hidden"> {TEXTS.unread(unread)}</span>
          </span>
        )}
      </Control>
      <Control icon="devices" word={TEXTS.devices} onClick={onDevices} />
      <Control icon="leave" word={TEXTS.leave} leave onClick={() => call.leave()} />
    </footer>
  );
};

interface ControlProps {
  readonly icon: IconName;
  /** Below the icon. */
  readonly word: string;
  /** The accessible name, which begins with the word or says more. */
  readonly label?: string;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly pressed?: boolean;
  readonly leave?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children?: ReactNode;
}

const Control = ({ icon, word, label, on, off, pressed, leave, disabled, onClick, children }: ControlProps) => (
  <button
    type="button"
    className={['control', on && 'control-on', off && 'control-off', leave && 'control-leave']
      .filter(Boolean)
      .join(' ')}
    aria-label={label}
    aria-pressed={pressed}
    title={label}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon name={icon} />
    <span>{word}</span>
    {children}
  </button>
);
