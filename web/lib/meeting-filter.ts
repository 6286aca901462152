import { OUTCOME_WORDS, STATUS_WORDS } from './outcomes.ts';
import { type Meeting, OUTCOMES, STATUSES } from './wire.ts';

export const ALL = 'ALL';
export type Choice = typeof ALL | Exclude<(typeof STATUSES)[number], 'ENDED'> | (typeof OUTCOMES)[number];

/** A status for what goes on, an outcome for what is over. */
export const CHOICES: readonly { readonly value: Choice; readonly label: string }[] = [
  { value: ALL, label: 'Any status' },
  ...STATUSES.filter((status) => status !== 'ENDED').map((value) => ({ value, label: STATUS_WORDS[value] })),
  ...OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] })),
];

/** Every word of the text must be in a name, an address or the id. */
export function matching(meetings: readonly Meeting[], text: string, choice: Choice): readonly Meeting[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return meetings.filter((meeting) => {
    const { id, teacher_name, student_name, teacher_email = '', student_email = '' } = meeting;
    const content = [id, teacher_name, student_name, teacher_email, student_email].join(' ').toLowerCase();
    const of = meeting.status === 'ENDED' ? meeting.outcome : meeting.status;
    return (choice === ALL || choice === of) && words.every((word) => content.includes(word));
  });
}
