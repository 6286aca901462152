import { pluralOf } from '../forms.ts';

const plural = pluralOf('en');

/** English: the texts of the local runtime's room, from which the type of all others derives. */
const english = {
  room: 'Room',
  startsIn: (minutes: number) => `Starts in ${minutes} min`,
  left: (minutes: number) => `${minutes} min left`,
  overtime: 'The planned time is over',

  entering: 'Entering the room...',
  waitingFor: (name: string) => `Waiting for ${name}`,
  waitingHint: 'You are in the room. The call starts as soon as you are both here.',
  otherLeft: (name: string) => `${name} left the room`,
  otherLeftHint: 'The room stays open for both of you.',
  connecting: (name: string) => `Connecting to ${name}...`,
  otherLost: (name: string) => `The connection to ${name} is lost. Reconnecting...`,
  roomLost: 'The room is not reachable. Reconnecting...',
  roomLostInCall: 'The room is not reachable. Your call continues; reconnecting...',
  cameraOff: 'Camera off',
  sharing: (name: string) => `${name} is sharing the screen`,
  youShare: 'You are sharing your screen',
  stopSharing: 'Stop sharing',
  muted: 'Muted',
  turnOnSound: 'Turn on the sound',

  controls: 'Call',
  mute: 'Mute',
  unmute: 'Unmute',
  cameraTurnOff: 'Turn the camera off',
  cameraTurnOn: 'Turn the camera on',
  share: 'Share',
  shareScreen: 'Share your screen',
  chat: 'Chat',
  devices: 'Devices',
  unread: (count: number) => plural(count, { one: '1 new message', other: `${count} new messages` }),

  message: (name: string) => `Message to ${name}`,
  send: 'Send',
  noMessages: 'No messages yet',
  chatHint: 'The chat is gone when the room closes.',

  defaultDevice: 'Default of your browser',
  tryAgain: 'Try again',
  asking: 'Allow the microphone and the camera when your browser asks.',
  problems: {
    blocked: 'blocked by your browser. Allow it next to the address bar, then try again.',
    missing: 'not found. Connect one, then try again.',
    busy: 'in use by another program. Close that program, then try again.',
    unavailable: 'not available on this page.',
  },
  /** What a problem is about. */
  problemOf: { microphone: 'Microphone', camera: 'Camera', both: 'Microphone and camera' },
  receiveOnly: (name: string) => `You can hear and see ${name}, and write in the chat.`,

  replaced: 'You opened the room in another tab',
  callContinues: 'The call continues there. You can close this tab.',
  continueHere: 'Continue here',
  refused: 'This address of the room is not valid any more',
  enterFromPage: 'Go back to the page with your personal link, and enter the room from there.',
  closed: 'The room is closed. You can close this tab.',
  unknown: 'Enter the room from your personal link',
  openLink: (button: string) => `Open your personal link, and select "${button}".`,
};

export default english;
