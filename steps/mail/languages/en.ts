import type { MailTexts, Word } from './texts.ts';

export default function english(noun: Word): MailTexts {
  return {
    hello: (name) => `Hello ${name},`,
    invitation: (name) => `Your ${noun} with ${name}`,
    moved: (name) => `New time: your ${noun} with ${name}`,
    cancelled: (name) => `Cancelled: your ${noun} with ${name}`,
    extended: (name) => `Extended: your ${noun} with ${name}`,
    open: (name) => `${name} is waiting for you`,
    reminder: (name) => `Reminder: your ${noun} with ${name}`,
    before: (time) => `It was planned for ${time}.`,
    until: (time) => `The room stays open until ${time}.`,
    reason: (text) => `Reason: ${text}`,
    enter: `Go to your ${noun}`,
    personal: 'This link is only for you. The page shows when the room opens, and lets you check your camera.',
    waits: (name) => `The room is open, and ${name} is there.`,
    further: (dates) => `Further dates: ${dates}`,
    from: (time) => `From ${time} on`,
    continues: 'A new invitation follows for the dates after that.',
    stop: 'No more reminders',
    stopAsk: 'Do you want no more reminders? You still get invitations and changes.',
    stopped: 'You get no more reminders. You still get invitations and changes.',
  };
}
