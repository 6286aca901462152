import { Dialog } from '../../components/dialog.tsx';
import type { Call, CallState } from './call.ts';
import { TEXTS } from './texts.ts';

interface DevicesProps {
  readonly call: Call;
  readonly state: CallState;
  readonly onClose: () => void;
}

export const DevicesDialog = ({ call, state, onClose }: DevicesProps) => (
  <Dialog title={TEXTS.devices} onClose={onClose}>
    <div className="device-fields">
      <Picker
        label={TEXTS.device.microphone}
        devices={state.devices.filter(({ kind }) => kind === 'audioinput')}
        chosen={state.microphone.track?.getSettings().deviceId}
        onChoose={(id) => void call.choose('microphone', id)}
      />
      <Picker
        label={TEXTS.device.camera}
        devices={state.devices.filter(({ kind }) => kind === 'videoinput')}
        chosen={state.camera.track?.getSettings().deviceId}
        onChoose={(id) => void call.choose('camera', id)}
      />
      {'setSinkId' in HTMLMediaElement.prototype && (
        <Picker
          label={TEXTS.device.speaker}
          devices={state.devices.filter(({ kind }) => kind === 'audiooutput')}
          chosen={state.speaker}
          onChoose={(id) => call.chooseSpeaker(id)}
        />
      )}
    </div>
    <div className="dialog-actions">
      <button type="button" className="call-button" onClick={() => call.retryDevices()}>
        {TEXTS.tryAgain}
      </button>
      <button type="button" className="call-button primary" onClick={onClose}>
        {TEXTS.close}
      </button>
    </div>
  </Dialog>
);

interface PickerProps {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

const Picker = ({ label, devices, chosen = '', onChoose }: PickerProps) => (
  <label className="device-field">
    {label}
    <select
      value={devices.some(({ deviceId }) => deviceId === chosen) ? chosen : ''}
      onChange={(event) => onChoose(event.target.value)}
      disabled={devices.length === 0}
    >
      {!devices.some(({ deviceId }) => deviceId === chosen) && <option value="">{TEXTS.defaultDevice}</option>}
      {devices.map((device) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label}
        </option>
      ))}
    </select>
  </label>
);
