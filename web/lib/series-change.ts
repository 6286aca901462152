import type { OrganiserTexts } from './languages/texts.ts';
import { type Draft, toPreviewBody } from './draft.ts';
import { ruleOf } from './repeat.ts';
import type { ChangeSeriesBody, PreviewBody, SeriesDetails } from './wire.ts';

/** Fields of the form that a change shows, besides the rule. */
export type ChangedField =
  'teacherName' | 'studentName' | 'teacherEmail' | 'studentEmail' | 'date' | 'time' | 'minutes';

/** The form of a change, before anything is changed. Without `repeat` the rule stays. @param from the first date that changes */
export const seriesDraft = (series: SeriesDetails, from: string): Draft => ({
  teacherName: series.teacher_name,
  studentName: series.student_name,
  teacherEmail: series.teacher_email ?? '',
  studentEmail: series.student_email ?? '',
  date: from,
  time: series.start.slice(11, 16),
  zone: series.time_zone,
  minutes: String(series.duration_minutes),
  second: false,
});

/** What differs, as the API takes it. */
export function seriesChange(before: Draft, after: Draft): ChangeSeriesBody {
  const isNew = (...fields: readonly ChangedField[]): boolean =>
    fields.some((field) => after[field].trim() !== before[field]);
  return {
    ...(isNew('teacherName') && { teacher_name: after.teacherName.trim() }),
    ...(isNew('studentName') && { student_name: after.studentName.trim() }),
    ...(isNew('teacherEmail') && { teacher_email: after.teacherEmail.trim() }),
    ...(isNew('studentEmail') && { student_email: after.studentEmail.trim() }),
    ...(isNew('date', 'time') && { meet_time: `${after.date}T${after.time}` }),
    ...(isNew('minutes') && { duration_minutes: Number(after.minutes) }),
    ...(after.repeat && { rrule: ruleOf(after.repeat) }),
  };
}

/** What a preview of the change needs; undefined while the form is incomplete. */
export function seriesTimesOf(
  series: SeriesDetails,
  from: string,
  draft: Draft,
  texts: OrganiserTexts,
): PreviewBody | undefined {
  if (draft.repeat) return toPreviewBody(draft, texts);
  if (!draft.date || !draft.time) return undefined;
  // The dates before the change have used up a part of COUNT. All that are left are known, or more than a preview shows.
  const left = series.occurrences.filter(({ date }) => date >= from).length;
  const rrule = series.rrule.replace(/COUNT=\d+/, `COUNT=${left}`);
  return { rrule, meet_time: `${draft.date}T${draft.time}`, time_zone: series.time_zone };
}
