import { useTexts } from '../../components/language.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Call } from './call.ts';
import type { CallState } from './call-state.ts';
import { useRoomTexts } from './room-language.tsx';

interface DevicesProps {
  readonly call: Call;
  readonly state: CallState;
  readonly onClose: () => void;
}

export const DevicesDialog = ({ call, state, onClose }: DevicesProps) => {
  const texts = useTexts();
  const roomTexts = useRoomTexts();
  return (
    <Dialog title={roomTexts.devices} onClose={onClose}>
      <div className="device-fields">
        <Picker
          label={texts.microphone}
          devices={state.devices.filter(({ kind }) => kind === 'audioinput')}
          chosen={state.microphone.track?.getSettings().deviceId}
          onChoose={(id) => void call.choose('microphone', id)}
        />
        <Picker
          label={texts.camera}
          devices={state.devices.filter(({ kind }) => kind === 'videoinput')}
          chosen={state.camera.track?.getSettings().deviceId}
          onChoose={(id) => void call.choose('camera', id)}
        />
        {'setSinkId' in HTMLMediaElement.prototype && (
          <Picker
            label={texts.speaker}
            devices={state.devices.filter(({ kind }) => kind === 'audiooutput')}
            chosen={state.speaker}
            onChoose={(id) => call.chooseSpeaker(id)}
          />
        )}
      </div>
      <div className="dialog-actions">
        <button type="button" className="call-button" onClick={() => call.retryDevices()}>
          {roomTexts.tryAgain}
        </button>
        <button type="button" className="call-button primary" onClick={onClose}>
          {texts.close}
        </button>
      </div>
    </Dialog>
  );
};

interface PickerProps {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

const Picker = ({ label, devices, chosen = '', onChoose }: PickerProps) => {
  const { defaultDevice } = useRoomTexts();
  return (
    <label className="device-field">
      {label}
      <select
        value={devices.some(({ deviceId }) => deviceId === chosen) ? chosen : ''}
        onChange={(event) => onChoose(event.target.value)}
        disabled={devices.length === 0}
      >
        {!devices.some(({ deviceId }) => deviceId === chosen) && <option value="">{defaultDevice}</option>}
        {devices.map((device) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label}
          </option>
        ))}
      </select>
    </label>
  );
};
