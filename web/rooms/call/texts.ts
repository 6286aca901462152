import type { Role } from '../../lib/wire.ts';
import type { DeviceKind, DeviceProblem } from './devices.ts';

/** Every text of the room's page. */
export const TEXTS = {
  room: 'Room',
  roles: { teacher: 'teacher', student: 'student' } satisfies Record<Role, string>,
  you: 'You',
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  startsIn: (minutes: number) => `Starts in ${minutes} min`,
  left: (minutes: number) => `${minutes} min left`,
  overtime: 'The planned time is over',
  clock: (speed: number) => `Simulated clock, ${speed} times real time`,

  entering: 'Entering the room...',
  waitingFor: (name: string) => `Waiting for ${name}`,
  waitingHint: 'You are in the room. The call starts as soon as you are both here.',
  otherLeft: (name: string) => `${name} left the room`,
  otherLeftHint: 'The room stays open for both of you until the meeting ends.',
  connecting: (name: string) => `Connecting to ${name}...`,
  otherLost: (name: string) => `The connection to ${name} is lost. Reconnecting...`,
  roomLost: 'The room is not reachable. Reconnecting...',
  roomLostInCall: 'The room is not reachable. Your call continues; reconnecting...',
  cameraOff: 'Camera off',
  sharing: (name: string) => `${name} is sharing the screen`,
  youShare: 'You are sharing your screen',
  stopSharing: 'Stop sharing',
  muted: 'Muted',
  sound: 'Turn on the sound',

  controls: 'Call',
  mute: 'Mute',
  unmute: 'Unmute',
  camera: 'Camera',
  cameraTurnOff: 'Turn the camera off',
  cameraTurnOn: 'Turn the camera on',
  share: 'Share',
  shareScreen: 'Share your screen',
  chat: 'Chat',
  devices: 'Devices',
  leave: 'Leave',
  unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),

  message: (name: string) => `Message to ${name}`,
  send: 'Send',
  noMessages: 'No messages yet',
  chatHint: 'The chat is gone when the room closes.',

  device: { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' } satisfies Record<
    DeviceKind | 'speaker',
    string
  >,
  defaultDevice: 'Default of your browser',
  close: 'Close',
  tryAgain: 'Try again',
  asking: 'Allow the microphone and the camera when your browser asks.',
  problems: {
    blocked: 'blocked by your browser. Allow it next to the address bar, then try again.',
    missing: 'not found. Connect one, then try again.',
    busy: 'in use by another program. Close that program, then try again.',
    unavailable: 'not available on this page.',
  } satisfies Record<DeviceProblem, string>,
  problem: (kind: DeviceKind, problem: string) => `${kind === 'camera' ? 'Camera' : 'Microphone'}: ${problem}`,
  bothProblem: (problem: string) => `Microphone and camera: ${problem}`,
  receiveOnly: (name: string) => `You can hear and see ${name}, and write in the chat.`,

  ends: {
    left: { title: 'You left the room', text: 'You can come back until the meeting ends.', action: 'Go back' },
    replaced: {
      title: 'You opened the room in another tab',
      text: 'The call continues there. You can close this tab.',
      action: 'Continue here',
    },
    refused: {
      title: 'This address of the room is not valid any more',
      text: 'Go back to the page of your meeting, and enter the room from there.',
      action: undefined,
    },
    over: { title: 'The meeting is over', text: 'The room is closed. You can close this tab.', action: undefined },
    unknown: {
      title: 'Enter the room from your meeting page',
      text: 'Open your personal link, and select "Enter the room".',
      action: undefined,
    },
  },
} as const;
