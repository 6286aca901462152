import type { ChatMessage, Lesson, Visitor } from '../../../local/room/protocol.ts';
import type { Role } from '../../lib/wire.ts';
import type { DeviceKind, DeviceProblem } from './devices.ts';
import type { Slot } from './peer.ts';
import type { Dismissal } from './room-socket.ts';

export type Phase = 'entering' | 'inside' | Dismissal;

export interface OwnDevice {
  readonly track: MediaStreamTrack | null;
  /** Wanted by the person: a muted microphone is off, a missing one is not. */
  readonly on: boolean;
  readonly problem: DeviceProblem | undefined;
}

/** All that the page shows. A new object after each change. */
export interface CallState {
  readonly phase: Phase;
  /** The room is connected. Audio and video do not need it once they flow. */
  readonly online: boolean;
  readonly role: Role | undefined;
  readonly lesson: Lesson | undefined;
  readonly other: Visitor | null;
  /** The other person chose to leave. */
  readonly otherLeft: boolean;
  /** Audio and video flow. */
  readonly connected: boolean;
  readonly incoming: Readonly<Record<Slot, MediaStreamTrack | undefined>>;
  /** The browser has not answered yet whether the page may use the devices. */
  readonly asking: boolean;
  readonly microphone: OwnDevice;
  readonly camera: OwnDevice;
  readonly screen: MediaStreamTrack | null;
  readonly devices: readonly MediaDeviceInfo[];
  readonly speaker: string;
  readonly chat: readonly ChatMessage[];
}

export const NO_TRACKS: CallState['incoming'] = { microphone: undefined, camera: undefined, screen: undefined };

/** @param wanted whether the person wants this device to be on */
export function initialState(wanted: (kind: DeviceKind) => boolean): CallState {
  const device = (kind: DeviceKind): OwnDevice => ({ track: null, on: wanted(kind), problem: undefined });
  return {
    phase: 'entering',
    online: false,
    role: undefined,
    lesson: undefined,
    other: null,
    otherLeft: false,
    connected: false,
    incoming: NO_TRACKS,
    asking: true,
    microphone: device('microphone'),
    camera: device('camera'),
    screen: null,
    devices: [],
    speaker: '',
    chat: [],
  };
}
