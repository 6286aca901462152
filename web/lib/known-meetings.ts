/** Meetings whose links were opened on this device. Without keys: a shared computer must not keep them. */
export interface KnownMeeting {
  readonly id: string;
  readonly meet_time: string;
  readonly minutes: number;
  /** The other person. */
  readonly name: string;
}

const NAME = 'known meetings';
const MAX = 20;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

function read(storage: Store): readonly KnownMeeting[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(NAME) ?? '[]');
    return Array.isArray(stored) ? (stored as KnownMeeting[]) : [];
  } catch {
    return [];
  }
}

/** Adds or replaces a meeting, and forgets those that began more than a day ago. */
export function remember(storage: Store, meeting: KnownMeeting, now: number): void {
  const others = read(storage).filter(
    ({ id, meet_time }) => id !== meeting.id && Date.parse(meet_time) > now - 86_400_000,
  );
  const text = JSON.stringify([...others, meeting].slice(-MAX));
  if (storage.getItem(NAME) !== text) storage.setItem(NAME, text);
}

export function forget(storage: Store, id: string): void {
  storage.setItem(NAME, JSON.stringify(read(storage).filter((meeting) => meeting.id !== id)));
}

/** The earliest known meeting after now, other than this one. */
export const nextKnown = (storage: Store, id: string, now: number): KnownMeeting | undefined =>
  read(storage)
    .filter((meeting) => meeting.id !== id && Date.parse(meeting.meet_time) > now)
    .toSorted((a, b) => Date.parse(a.meet_time) - Date.parse(b.meet_time))[0];
