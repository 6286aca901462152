import type { Meeting } from './wire.ts';

/** What the list shows. */
export const SHOWN = ['all', 'live', 'upcoming', 'past', 'failed'] as const;
export type Shown = (typeof SHOWN)[number];

export const isLive = ({ status }: Pick<Meeting, 'status'>): boolean => status !== 'SCHEDULED' && status !== 'ENDED';

const BELONGS: Readonly<Record<Shown, (meeting: Meeting) => boolean>> = {
  all: () => true,
  live: isLive,
  upcoming: ({ status }) => status !== 'ENDED',
  past: ({ status }) => status === 'ENDED',
  failed: ({ outcome }) => outcome === 'FAILED',
};

export const countOf = (meetings: readonly Meeting[], shown: Shown): number => meetings.filter(BELONGS[shown]).length;

/** What the search reads of each meeting, made once: it takes longer than the search itself. */
const contents = new WeakMap<Meeting, string>();

function contentOf(meeting: Meeting): string {
  const known = contents.get(meeting);
  if (known !== undefined) return known;
  const { id, teacher_name, student_name, teacher_email = '', student_email = '' } = meeting;
  const content = searchable([id, teacher_name, student_name, teacher_email, student_email].join(' '));
  contents.set(meeting, content);
  return content;
}

/** Lower case without accents: `Tomás` is found by `tomas`. Letters of other scripts stay. */
export const searchable = (text: string): string =>
  // The quick way for most names.
  (/^[ -~]*$/.test(text) ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '')).toLowerCase();

/** Meetings that contain every word of the text in a name, an email address or the id. */
export function filterMeetings(meetings: readonly Meeting[], text: string, shown: Shown): readonly Meeting[] {
  const words = searchable(text).split(/\s+/).filter(Boolean);
  return meetings.filter((meeting) => {
    if (!BELONGS[shown](meeting)) return false;
    if (words.length === 0) return true;
    const content = contentOf(meeting);
    return words.every((word) => content.includes(word));
  });
}
