import type { Draft } from './draft.ts';
import type { Role } from './wire.ts';

/** A person of an earlier meeting, remembered on this device. */
export interface Person {
  readonly role: Role;
  readonly name: string;
  readonly email?: string;
  /** IANA name. */
  readonly zone?: string;
}

const NAME = 'people';
const MAX = 50;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** The latest first. */
export function rememberedPeople(storage: Store, role: Role): readonly Person[] {
  return read(storage).filter((person) => person.role === role);
}

export function rememberPeople(storage: Store, people: readonly Person[]): void {
  const isSame = (a: Person, b: Person): boolean => a.role === b.role && a.name === b.name;
  const others = read(storage).filter((known) => !people.some((person) => isSame(person, known)));
  storage.setItem(NAME, JSON.stringify([...people, ...others].slice(0, MAX)));
}

export const forgetPeople = (storage: Pick<Storage, 'removeItem'>): void => storage.removeItem(NAME);

/** The people of a scheduled meeting. */
export const peopleOf = (draft: Draft): readonly Person[] => [
  { role: 'teacher', name: draft.teacherName.trim(), ...emailOf(draft.teacherEmail), zone: draft.zone },
  {
    role: 'student',
    name: draft.studentName.trim(),
    ...emailOf(draft.studentEmail),
    ...(draft.studentZone !== undefined && { zone: draft.studentZone }),
  },
];

const emailOf = (text: string): { readonly email?: string } => (text.trim() ? { email: text.trim() } : {});

function read(storage: Store): readonly Person[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(NAME) ?? '[]');
    return Array.isArray(stored) ? (stored as Person[]) : [];
  } catch {
    return [];
  }
}
