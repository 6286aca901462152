import { MAX_DAYS_AHEAD, plannedEnd, timeFault } from '../../steps/domain/schedulable.ts';
import type { OrganiserTexts } from './languages/texts.ts';
import { clockTime, shortDate } from './instant.ts';
import { MOST_DATES, type Repeat, ruleOf } from './repeat.ts';
import type { AttendanceRule, FieldError, PreviewBody, ScheduleBody, SeriesBody } from './wire.ts';
import { refusalText } from './refusals.ts';
import { instantsOf, offsetAt, offsetText } from './zones.ts';

/** The content of the schedule form. */
export interface Draft {
  readonly teacherName: string;
  readonly studentName: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM` */
  readonly time: string;
  readonly zone: string;
  /** Where the student is; undefined if nobody said it. */
  readonly studentZone?: string | undefined;
  readonly minutes: string;
  readonly teacherEmail: string;
  readonly studentEmail: string;
  /** `anyone` if it is absent. */
  readonly rule?: AttendanceRule | undefined;
  /** Undefined for a single meeting. */
  readonly repeat?: Repeat | undefined;
  /** Selects the later instant when the local time occurs twice, because clocks go back. */
  readonly second: boolean;
}

export type DraftField = Exclude<keyof Draft, 'second' | 'rule'> | 'weekdays' | 'until' | 'count';
export type FormErrors = Readonly<Partial<Record<DraftField | 'form', string | undefined>>>;

const MIN_MINUTES = 5;
const MAX_MINUTES = 480;

const FIELDS_BY_API_NAME: Readonly<Record<string, DraftField>> = {
  teacher_name: 'teacherName',
  student_name: 'studentName',
  meet_time: 'time',
  time_zone: 'zone',
  duration_minutes: 'minutes',
  teacher_email: 'teacherEmail',
  student_email: 'studentEmail',
  student_time_zone: 'studentZone',
  rrule: 'repeat',
};

/** Epoch milliseconds; undefined when date and time do not exist in the zone. */
export function instantOf({ date, time, zone, second }: Draft): number | undefined {
  const instants = instantsOf(date, time, zone);
  return second ? instants.at(-1) : instants[0];
}

/**
 * Checks the form before it is sent.
 * @param now epoch milliseconds, by the server's clock
 * @param first the first date of a series, as far as it is known: its local time may not exist, or exist twice
 */
export function validateDraft(draft: Draft, now: number, texts: OrganiserTexts, first?: number): FormErrors {
  const errors: Partial<Record<DraftField, string>> = {};
  if (!draft.teacherName.trim()) errors.teacherName = texts.enterTeacher;
  if (!draft.studentName.trim()) errors.studentName = texts.enterStudent;
  if (!draft.date) errors.date = texts.chooseDate;
  if (!draft.time) errors.time = texts.chooseTime;
  const at = draft.repeat ? first : instantOf(draft);
  if (draft.date && draft.time && !draft.repeat && at === undefined) errors.time = texts.skippedTime;
  const minutes = Number(draft.minutes);
  if (!isLength(minutes)) errors.minutes = texts.enterMinutes(MIN_MINUTES, MAX_MINUTES);
  const late = errors.time ?? timeError(at, minutes, now, texts);
  if (late !== undefined) errors.time = late;
  if (!isEmptyOrEmail(draft.teacherEmail)) errors.teacherEmail = texts.enterEmail('ada@example.org');
  if (!isEmptyOrEmail(draft.studentEmail)) errors.studentEmail = texts.enterEmail('ben@example.org');
  return { ...errors, ...(draft.repeat && repeatErrors(draft.repeat, draft.date, texts)) };
}

/** @param date the first one */
export function repeatErrors(repeat: Repeat, date: string, texts: OrganiserTexts): FormErrors {
  const { pattern, weekdays, ending, until, count } = repeat;
  const errors: Partial<Record<DraftField, string>> = {};
  if (pattern === 'weekdays' && weekdays.length === 0) errors.weekdays = texts.series.chooseWeekday;
  if (ending === 'until' && !until) errors.until = texts.chooseDate;
  if (ending === 'until' && until && until < date) errors.until = texts.series.lastBeforeFirst;
  const dates = Number(count);
  if (ending === 'count' && (!Number.isInteger(dates) || dates < 1 || dates > MOST_DATES))
    errors.count = texts.enterMinutes(1, MOST_DATES);
  return errors;
}

const isLength = (minutes: number): boolean =>
  Number.isInteger(minutes) && minutes >= MIN_MINUTES && minutes <= MAX_MINUTES;

/** In the reader's zone, which can differ from the zone of the form. */
function timeError(at: number | undefined, minutes: number, now: number, texts: OrganiserTexts): string | undefined {
  switch (at === undefined ? undefined : timeFault(at, minutes, now)) {
    case 'over': {
      const end = plannedEnd(at!, minutes);
      return texts.wouldBeOver(shortDate(end), clockTime(end));
    }
    case 'too far ahead':
      return texts.tooFarAhead(MAX_DAYS_AHEAD);
    case undefined:
      return undefined;
  }
}

const isEmptyOrEmail = (text: string): boolean => text.trim() === '' || /^\S+@\S+\.\S+$/.test(text.trim());

/**
 * Puts the server's errors next to their fields. Errors without a field of the form go above the form.
 * @param other the text of an error that the pages do not know
 */
export function errorsFromServer(fieldErrors: readonly FieldError[], other: string, texts: OrganiserTexts): FormErrors {
  const errors: Partial<Record<DraftField | 'form', string>> = {};
  for (const error of fieldErrors) {
    const known = FIELDS_BY_API_NAME[error.field];
    errors[known ?? 'form'] ??= refusalText(error, texts) ?? other;
  }
  if (fieldErrors.length === 0) errors.form = other;
  return errors;
}

/** The meeting time includes its UTC offset: it is the instant that the page shows, also when clocks go back. */
export function toScheduleBody(draft: Draft, joinPage: string): ScheduleBody {
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
    ...(draft.rule && { attendance_rule: draft.rule }),
    ...(draft.studentZone !== undefined && { student_time_zone: draft.studentZone }),
  };
}

/** The local time of the first date: it stays the same when clocks are changed. */
export const toSeriesBody = (draft: Draft, repeat: Repeat, joinPage: string): SeriesBody => ({
  ...toScheduleBody(draft, joinPage),
  ...seriesTimes(draft, repeat),
});

const seriesTimes = ({ date, time, zone }: Draft, repeat: Repeat) => ({
  meet_time: `${date}T${time}`,
  time_zone: zone,
  rrule: ruleOf(repeat),
});

/** What a preview needs; undefined while the form is incomplete. */
export function toPreviewBody(draft: Draft, texts: OrganiserTexts): PreviewBody | undefined {
  const { repeat, date, time } = draft;
  const minutes = Number(draft.minutes);
  if (!repeat || !date || !time || Object.keys(repeatErrors(repeat, date, texts)).length > 0) return undefined;
  return { ...seriesTimes(draft, repeat), ...(isLength(minutes) && { duration_minutes: minutes }) };
}
