import type { FieldError, ScheduleBody } from './wire.ts';
import { instantsOf, offsetAt, offsetText } from './zones.ts';

/** The form, as it is typed. */
export interface Draft {
  readonly teacherName: string;
  readonly studentName: string;
  readonly date: string;
  readonly time: string;
  readonly zone: string;
  readonly minutes: string;
  readonly teacherEmail: string;
  readonly studentEmail: string;
  /** The later of two instants, where clocks are set back. */
  readonly second: boolean;
}

export type Field =
  'teacherName' | 'studentName' | 'date' | 'time' | 'zone' | 'minutes' | 'teacherEmail' | 'studentEmail';
export type Faults = Readonly<Partial<Record<Field | 'form', string | undefined>>>;

const NAMES_ON_THE_WIRE: Readonly<Record<string, Field>> = {
  teacher_name: 'teacherName',
  student_name: 'studentName',
  meet_time: 'time',
  time_zone: 'zone',
  duration_minutes: 'minutes',
  teacher_email: 'teacherEmail',
  student_email: 'studentEmail',
};

/** The instant that is meant; undefined while there is none. */
export function instantOf({ date, time, zone, second }: Draft): number | undefined {
  const instants = instantsOf(date, time, zone);
  return second ? instants.at(-1) : instants[0];
}

/** What can be said without asking the server. */
export function faultsIn(draft: Draft): Faults {
  const faults: Partial<Record<Field, string>> = {};
  if (!draft.teacherName.trim()) faults.teacherName = 'Enter the teacher’s name';
  if (!draft.studentName.trim()) faults.studentName = 'Enter the student’s name';
  if (!draft.date) faults.date = 'Choose a date';
  if (!draft.time) faults.time = 'Choose a time';
  if (draft.date && draft.time && instantOf(draft) === undefined)
    faults.time = 'Clocks skip this time on that day: choose another';
  const minutes = Number(draft.minutes);
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 480) faults.minutes = '5 to 480 minutes';
  if (!looksLikeMail(draft.teacherEmail)) faults.teacherEmail = 'Enter an address such as ada@example.org';
  if (!looksLikeMail(draft.studentEmail)) faults.studentEmail = 'Enter an address such as ben@example.org';
  return faults;
}

const looksLikeMail = (text: string): boolean => text.trim() === '' || /^\S+@\S+\.\S+$/.test(text.trim());

/** The server's complaints beside the fields that they are about; what belongs to none, above the form. */
export function faultsFrom(errors: readonly FieldError[], detail: string): Faults {
  const faults: Partial<Record<Field | 'form', string>> = {};
  for (const { field, message } of errors) {
    const known = NAMES_ON_THE_WIRE[field];
    if (known) faults[known] ??= message.charAt(0).toUpperCase() + message.slice(1);
    else faults.form ??= `${field} ${message}`;
  }
  if (errors.length === 0) faults.form = detail;
  return faults;
}

/** With the offset, so that it is the instant that the page has shown, also where clocks are set back. */
export function bodyOf(draft: Draft, joinPage: string): ScheduleBody {
  const at = instantOf(draft);
  const offset = at === undefined ? '' : offsetText(offsetAt(at, draft.zone));
  const [teacherEmail, studentEmail] = [draft.teacherEmail.trim(), draft.studentEmail.trim()];
  return {
    teacher_name: draft.teacherName.trim(),
    student_name: draft.studentName.trim(),
    meet_time: `${draft.date}T${draft.time}:00${offset}`,
    time_zone: draft.zone,
    duration_minutes: Number(draft.minutes),
    frontend_base_url: joinPage,
    ...(teacherEmail && { teacher_email: teacherEmail }),
    ...(studentEmail && { student_email: studentEmail }),
  };
}
