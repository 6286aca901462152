import { type FormEvent, useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi } from '../components/app.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { SeriesDates } from '../components/series-dates.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { Refusal } from '../lib/api.ts';
import { type Draft, errorsFromServer, type FormErrors, validateDraft } from '../lib/draft.ts';
import { EVERY_WEEK, isEndless } from '../lib/repeat.ts';
import { type ChangedField, seriesChange, seriesDraft, seriesTimesOf } from '../lib/series-change.ts';
import { zonesBeside } from '../lib/series-dates.ts';
import type { Occurrence, SeriesDetails } from '../lib/wire.ts';
import { zoneName } from '../lib/zones.ts';
import { DateChoice } from './date-choice.tsx';
import { PreviewError } from './preview-error.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { useSeriesPreview } from './use-series-preview.ts';

interface ChangeSeriesProps {
  readonly series: SeriesDetails;
  /** The dates that are ahead. */
  readonly dates: readonly Occurrence[];
  /** @param next the series that continues */
  readonly onChanged: (next: SeriesDetails) => void;
}

/** Changes a date and all following ones. */
export const ChangeSeries = (props: ChangeSeriesProps) => {
  const texts = useOrganiserTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {texts.series.change}
      </button>
      {open && <ChangeDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
};

const ChangeDialog = ({ series, dates, onChanged, onClose }: ChangeSeriesProps & { readonly onClose: () => void }) => {
  const texts = useOrganiserTexts();
  const errorText = useErrorText();
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const [from, setFrom] = useState(dates[0]?.date ?? '');
  const [changes, setChanges] = useState<Partial<Draft>>({});
  const [errors, setErrors] = useState<FormErrors>({});
  const [busy, setBusy] = useState(false);
  const before = seriesDraft(series, from);
  const draft = { ...before, ...changes };
  const change = (part: Partial<Draft>): void => {
    setChanges((earlier) => ({ ...earlier, ...part }));
    setErrors({});
  };
  const body = seriesChange(before, draft);
  const times = seriesTimesOf(series, from, draft, texts);
  const preview = useSeriesPreview(body.meet_time === undefined && body.rrule === undefined ? undefined : times);
  const first = preview.occurrences[0] && Date.parse(preview.occurrences[0].meet_time);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = validateDraft({ ...draft, repeat: draft.repeat ?? EVERY_WEEK }, clock.now(), texts, first);
    if (Object.keys(found).length > 0) return setErrors(found);
    setBusy(true);
    try {
      onChanged(await withApiKey(() => api.changeSeries(series.id, from, body)));
    } catch (error) {
      setErrors(
        error instanceof Refusal ? errorsFromServer(error.fields, errorText(error), texts) : { form: errorText(error) },
      );
    } finally {
      setBusy(false);
    }
  };

  const field = (name: ChangedField) => ({
    value: draft[name],
    error: errors[name],
    onChange: (value: string) => change({ [name]: value }),
  });
  return (
    <Dialog title={texts.series.changeTitle} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <p className="lead">{texts.series.changeText}</p>
        <DateChoice label={texts.series.from} dates={dates} date={from} onChange={setFrom} />
        <div className="row row-3">
          <TextField label={texts.date} type="date" {...field('date')} required />
          <TextField label={`${texts.time} (${zoneName(series.time_zone)})`} type="time" {...field('time')} required />
          <TextField label={texts.minutes} inputMode="numeric" maxLength={3} {...field('minutes')} required />
        </div>
        <RepeatFields
          repeat={draft.repeat}
          none={texts.series.asBefore}
          date={draft.date}
          errors={errors}
          onChange={(repeat) => change({ repeat })}
        />
        <div className="row row-2">
          <TextField label={texts.teacher} maxLength={100} {...field('teacherName')} required />
          <TextField label={texts.student} maxLength={100} {...field('studentName')} required />
          <TextField label={texts.teacherEmail} optional type="email" {...field('teacherEmail')} />
          <TextField label={texts.studentEmail} optional type="email" {...field('studentEmail')} />
        </div>
        {preview.error === undefined ? (
          <SeriesDates
            occurrences={preview.occurrences}
            time={draft.time}
            zone={series.time_zone}
            others={zonesBeside(series)}
            endless={isEndless(times?.rrule ?? series.rrule)}
          />
        ) : (
          <PreviewError error={preview.error} onRetry={preview.retry} />
        )}
        {errors.form !== undefined && (
          <p className="notice notice-bad" role="alert">
            {errors.form}
          </p>
        )}
        <div className="buttons buttons-end">
          <button type="button" onClick={onClose}>
            {texts.series.keep}
          </button>
          <button type="submit" className="primary" disabled={busy || Object.keys(body).length === 0}>
            {texts.series.changeConfirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
