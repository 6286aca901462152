import { OUTCOME_LABELS, STATUS_LABELS } from './outcomes.ts';
import { type Meeting, OUTCOMES, type Outcome, type Status, STATUSES } from './wire.ts';

export const ALL = 'ALL';
/** A status of an open meeting, or an outcome of an ended one. */
export type StatusFilter = typeof ALL | Exclude<Status, 'ENDED'> | Outcome;

export const STATUS_FILTERS: readonly { readonly value: StatusFilter; readonly label: string }[] = [
  { value: ALL, label: 'Any status' },
  ...STATUSES.filter((status) => status !== 'ENDED').map((value) => ({ value, label: STATUS_LABELS[value] })),
  ...OUTCOMES.map((value) => ({ value, label: OUTCOME_LABELS[value] })),
];

/** Meetings that contain every word of the text in a name, an email address or the id. */
export function filterMeetings(meetings: readonly Meeting[], text: string, filter: StatusFilter): readonly Meeting[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return meetings.filter((meeting) => {
    const { id, teacher_name, student_name, teacher_email = '', student_email = '' } = meeting;
    const content = [id, teacher_name, student_name, teacher_email, student_email].join(' ').toLowerCase();
    const state = meeting.status === 'ENDED' ? meeting.outcome : meeting.status;
    return (filter === ALL || filter === state) && words.every((word) => content.includes(word));
  });
}
