import type { ReactNode } from 'react';
import { useTexts } from '../../components/language.tsx';
import type { Call } from './call.ts';
import type { CallState } from './call-state.ts';
import { canShareScreen, hasDevices } from './devices.ts';
import { Icon, type IconName } from './icons.tsx';
import { useRoomTexts } from './room-language.tsx';

interface ControlsProps {
  readonly call: Call;
  readonly state: CallState;
  readonly chatOpen: boolean;
  readonly unread: number;
  readonly onChat: () => void;
  readonly onDevices: () => void;
}

export const Controls = ({ call, state, chatOpen, unread, onChat, onDevices }: ControlsProps) => {
  const texts = useTexts();
  const roomTexts = useRoomTexts();
  const speaking = state.microphone.on && state.microphone.track !== null;
  const filming = state.camera.on && state.camera.track !== null;
  return (
    <footer className="controls" aria-label={roomTexts.controls}>
      <Control
        icon={speaking ? 'microphone' : 'microphoneOff'}
        word={speaking ? roomTexts.mute : roomTexts.unmute}
        words={[roomTexts.mute, roomTexts.unmute]}
        off={!speaking}
        disabled={!hasDevices()}
        onClick={() => void call.toggle('microphone')}
      />
      <Control
        icon={filming ? 'camera' : 'cameraOff'}
        word={texts.camera}
        label={filming ? roomTexts.cameraTurnOff : roomTexts.cameraTurnOn}
        off={!filming}
        disabled={!hasDevices()}
        onClick={() => void call.toggle('camera')}
      />
      {canShareScreen() && (
        <Control
          icon="screen"
          word={roomTexts.share}
          label={state.screen ? roomTexts.stopSharing : roomTexts.shareScreen}
          on={state.screen !== null}
          onClick={() => void call.toggleScreen()}
        />
      )}
      <Control icon="chat" word={roomTexts.chat} on={chatOpen} pressed={chatOpen} onClick={onChat}>
        {unread > 0 && !chatOpen && (
          <span className="badge-count">
            {unread}
            <span className="visually-hidden"> {roomTexts.unread(unread)}</span>
          </span>
        )}
      </Control>
      <Control icon="devices" word={roomTexts.devices} onClick={onDevices} />
      <Control icon="leave" word={texts.leave} leave onClick={() => call.leave()} />
    </footer>
  );
};

interface ControlProps {
  readonly icon: IconName;
  /** Below the icon. */
  readonly word: string;
  /** All that the word changes to and from. They keep their space, so that no control moves. */
  readonly words?: readonly string[];
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

const Control = ({
  icon,
  word,
  words = [word],
  label,
  on,
  off,
  pressed,
  leave,
  disabled,
  onClick,
  children,
}: ControlProps) => (
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
    <span className="control-words">
      {words.map((each) => (
        <span key={each} aria-hidden={each === word ? undefined : true}>
          {each}
        </span>
      ))}
    </span>
    {children}
  </button>
);
