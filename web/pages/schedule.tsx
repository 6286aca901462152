import { type FormEvent, useRef, useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiser, useTitle } from '../components/app.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { Refusal } from '../lib/api.ts';
import {
  errorsFromServer,
  type FormErrors,
  toPreviewBody,
  toScheduleBody,
  toSeriesBody,
  validateDraft,
} from '../lib/draft.ts';
import { newIdempotencyKey } from '../lib/idempotency-key.ts';
import { peopleOf, rememberedPeople, rememberPeople } from '../lib/people.ts';
import { EmailFields, PeopleFields, RuleField, TimeFields, ZoneFields } from './schedule-fields.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { SchedulePreview } from './schedule-preview.tsx';
import { type Scheduled, ScheduledDialog } from './scheduled-dialog.tsx';
import { useDoubleBookings } from './use-double-bookings.ts';
import { useDraft } from './use-draft.ts';
import { useSeriesPreview } from './use-series-preview.ts';

export const SchedulePage = () => {
  const texts = useOrganiserTexts();
  useTitle(texts.scheduleTitle);
  return (
    <OrganiserShell page="schedule">
      <div className="column">
        <h1>{texts.scheduleTitle}</h1>
        <p className="lead">{texts.scheduleLead}</p>
        <ScheduleForm />
      </div>
    </OrganiserShell>
  );
};

const ScheduleForm = () => {
  const { api, joinUrl } = useOrganiser();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const errorText = useErrorText();
  const texts = useOrganiserTexts();
  const { draft, change, errors, setErrors } = useDraft();
  const [busy, setBusy] = useState(false);
  const [scheduled, setScheduled] = useState<Scheduled>();
  const [people, setPeople] = useState(readPeople);
  const bookingsAt = useDoubleBookings(draft, scheduled);
  const preview = useSeriesPreview(toPreviewBody(draft, texts));
  const first = preview.occurrences[0] && Date.parse(preview.occurrences[0].meet_time);
  const form = useRef<HTMLFormElement>(null);
  /** The same content gets the same idempotency key: a repeated call schedules one meeting. */
  const sent = useRef<{ readonly text: string; readonly key: string }>(undefined);

  const showErrors = (found: FormErrors): void => {
    setErrors(found);
    // After React has marked the fields.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
    );
  };

  const keyFor = (body: object): string => {
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { text, key: newIdempotencyKey() };
    return sent.current.key;
  };

  const send = async (): Promise<Scheduled> => {
    const joinPage = await joinUrl();
    if (!draft.repeat) {
      const body = toScheduleBody(draft, joinPage);
      return { body, receipt: await withApiKey(() => api.schedule(body, keyFor(body))) };
    }
    const body = toSeriesBody(draft, draft.repeat, joinPage);
    const series = await withApiKey(() => api.createSeries(body, keyFor(body)));
    return { body, series, links: await withApiKey(() => api.seriesLinks(series.id)) };
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = validateDraft(draft, clock.now(), texts, first);
    if (Object.keys(found).length > 0) return showErrors(found);
    setBusy(true);
    try {
      const result = await send();
      setErrors({});
      rememberPeople(localStorage, peopleOf(draft));
      setPeople(readPeople());
      setScheduled(result);
    } catch (error) {
      showErrors(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };

  /** The response has set the clock, so that the page may now see what the server refused, and say it in its own words. */
  const errorsOf = (error: unknown): FormErrors => {
    if (!(error instanceof Refusal)) return { form: errorText(error) };
    return {
      ...errorsFromServer(error.fields, errorText(error), texts),
      ...validateDraft(draft, clock.now(), texts, first),
    };
  };

  const scheduleAnother = (): void => {
    sent.current = undefined;
    setScheduled(undefined);
    change({ studentName: '', studentEmail: '', studentZone: undefined });
  };

  const fields = { draft, errors, onChange: change };
  return (
    <>
      <form ref={form} className="schedule" onSubmit={(event) => void submit(event)} noValidate>
        <div className="card form">
          <PeopleFields {...fields} people={people} />
          <TimeFields {...fields} />
          <ZoneFields {...fields} />
          <RepeatFields
            repeat={draft.repeat}
            none={texts.series.never}
            date={draft.date}
            errors={errors}
            onChange={(repeat) => change({ repeat })}
          />
          <RuleField {...fields} />
          <EmailFields {...fields} />
          {errors.form !== undefined && (
            <p className="notice notice-bad" role="alert" tabIndex={-1}>
              {errors.form}
            </p>
          )}
        </div>
        <SchedulePreview draft={draft} preview={preview} bookingsAt={bookingsAt} onChange={change}>
          <button type="submit" className="primary ticket-button" disabled={busy}>
            {busy ? texts.submitting : draft.repeat ? texts.series.submit : texts.submit}
          </button>
        </SchedulePreview>
      </form>
      {scheduled && (
        <ScheduledDialog scheduled={scheduled} onAnother={scheduleAnother} onClose={() => setScheduled(undefined)} />
      )}
    </>
  );
};

const readPeople = () => ({
  teacher: rememberedPeople(localStorage, 'teacher'),
  student: rememberedPeople(localStorage, 'student'),
});
