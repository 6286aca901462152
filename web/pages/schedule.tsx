import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiKeyProvider, useApiKey } from '../components/api-key.tsx';
import { useApp, useNow } from '../components/app.tsx';
import { Field, TextField } from '../components/field.tsx';
import { useTexts } from '../components/language.tsx';
import { Shell } from '../components/shell.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { errorText, Refusal } from '../lib/api.ts';
import {
  type Draft,
  errorsFromServer,
  type FormErrors,
  instantOf,
  toScheduleBody,
  validateDraft,
} from '../lib/draft.ts';
import { clockTime, fromNow, longDate, shortDate } from '../lib/instant.ts';
import { timeFault } from '../../steps/domain/schedulable.ts';
import { cityOf, instantsOf, localParts, offsetAt, offsetText, ownZone } from '../lib/zones.ts';
import { type Scheduled, ScheduledDialog } from './scheduled-dialog.tsx';

/** Milliseconds. */
const HALF_HOUR = 1_800_000;
/** A change of one of these clears the errors of all: they make up the meeting time. */
const TIME_FIELDS: readonly string[] = ['date', 'time', 'zone'];

export const SchedulePage = () => (
  <Shell page="schedule">
    <ApiKeyProvider>
      <div className="column">
        <h1>Schedule a meeting</h1>
        <p className="lead">
          Each meeting gets its own room. The room opens shortly before the meeting and closes when everyone has left.
        </p>
        <ScheduleForm />
      </div>
    </ApiKeyProvider>
  </Shell>
);

/** The first full or half hour that is at least 30 minutes ahead. */
function suggestedTime(now: number, zone: string): Pick<Draft, 'date' | 'time'> {
  return localParts(Math.ceil((now + HALF_HOUR) / HALF_HOUR) * HALF_HOUR, zone);
}

const emptyDraft = (now: number): Draft => ({
  teacherName: '',
  studentName: '',
  ...suggestedTime(now, ownZone()),
  zone: ownZone(),
  minutes: '60',
  teacherEmail: '',
  studentEmail: '',
  second: false,
});

const ScheduleForm = () => {
  const { api, clock } = useApp();
  const withApiKey = useApiKey();
  const texts = useTexts();
  const [draft, setDraft] = useState(() => emptyDraft(clock.now()));
  const [errors, setErrors] = useState<FormErrors>({});
  const [busy, setBusy] = useState(false);
  const [scheduled, setScheduled] = useState<Scheduled>();
  const form = useRef<HTMLFormElement>(null);
  const timeTouched = useRef(false);
  /** The same content gets the same idempotency key: a repeated call schedules one meeting. */
  const sent = useRef<{ readonly text: string; readonly key: string }>(undefined);

  useEffect(() => {
    // Suggest a time by the server's clock: the browser's clock may differ.
    const suggest = (): void => {
      if (!timeTouched.current) setDraft((before) => ({ ...before, ...suggestedTime(clock.now(), before.zone) }));
    };
    const unsubscribe = clock.subscribe(suggest);
    api.health().catch(() => undefined);
    return unsubscribe;
  }, [api, clock]);

  const change = (part: Partial<Draft>): void => {
    if (part.date !== undefined || part.time !== undefined) timeTouched.current = true;
    // In another zone a suggested time stays the same instant; a chosen time stays the same local time.
    const untouched = part.zone !== undefined && !timeTouched.current;
    setDraft({ ...draft, ...part, ...(untouched && suggestedTime(clock.now(), part.zone)) });
    const fields = Object.keys(part).flatMap((name) => (TIME_FIELDS.includes(name) ? TIME_FIELDS : [name]));
    setErrors({ ...errors, ...Object.fromEntries(fields.map((name) => [name, undefined])), form: undefined });
  };

  const showErrors = (found: FormErrors): void => {
    setErrors(found);
    // After React has marked the fields.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
    );
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = validateDraft(draft, clock.now());
    if (Object.keys(found).length > 0) return showErrors(found);
    const body = toScheduleBody(draft, new URL('join', document.baseURI).href.replace(/[?#].*$/, ''));
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { text, key: newIdempotencyKey() };
    const { key } = sent.current;
    setBusy(true);
    try {
      const receipt = await withApiKey(() => api.schedule(body, key));
      setErrors({});
      setScheduled({ receipt, body });
    } catch (error) {
      showErrors(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };

  /** The response has set the clock, so that the page may now see what the server refused, and say it in its own words. */
  const errorsOf = (error: unknown): FormErrors => {
    if (!(error instanceof Refusal)) return { form: errorText(error, texts) };
    return { ...errorsFromServer(error.fields, error.message), ...validateDraft(draft, clock.now()) };
  };

  const scheduleAnother = (): void => {
    sent.current = undefined;
    setScheduled(undefined);
    setDraft({ ...draft, studentName: '', studentEmail: '' });
  };

  return (
    <>
      <form ref={form} className="card form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="row row-2">
          <TextField
            label="Teacher"
            value={draft.teacherName}
            onChange={(teacherName) => change({ teacherName })}
            error={errors.teacherName}
            maxLength={100}
            required
          />
          <TextField
            label="Student"
            value={draft.studentName}
            onChange={(studentName) => change({ studentName })}
            error={errors.studentName}
            maxLength={100}
            required
          />
        </div>
        <div className="row row-3">
          <TextField
            label="Date"
            type="date"
            value={draft.date}
            onChange={(date) => change({ date })}
            error={errors.date}
            required
          />
          <TextField
            label="Time"
            type="time"
            value={draft.time}
            onChange={(time) => change({ time })}
            error={errors.time}
            required
          />
          <TextField
            label="Minutes"
            inputMode="numeric"
            maxLength={3}
            value={draft.minutes}
            onChange={(minutes) => change({ minutes })}
            error={errors.minutes}
            required
          />
        </div>
        <Field label="Time zone" error={errors.zone}>
          {(attributes) => (
            <ZonePicker
              {...attributes}
              zone={draft.zone}
              onChange={(zone) => change({ zone })}
              at={instantOf(draft) ?? clock.now()}
            />
          )}
        </Field>
        <Preview draft={draft} onSecond={(second) => change({ second })} />
        <div className="row row-2">
          <TextField
            label="Teacher's email"
            optional
            type="email"
            value={draft.teacherEmail}
            onChange={(teacherEmail) => change({ teacherEmail })}
            error={errors.teacherEmail}
          />
          <TextField
            label="Student's email"
            optional
            type="email"
            value={draft.studentEmail}
            onChange={(studentEmail) => change({ studentEmail })}
            error={errors.studentEmail}
          />
        </div>
        {errors.form !== undefined && (
          <p className="notice notice-bad" role="alert" tabIndex={-1}>
            {errors.form}
          </p>
        )}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            {busy ? 'Scheduling...' : 'Schedule meeting'}
          </button>
        </div>
      </form>
      {scheduled && (
        <ScheduledDialog scheduled={scheduled} onAnother={scheduleAnother} onClose={() => setScheduled(undefined)} />
      )}
    </>
  );
};

interface PreviewProps {
  readonly draft: Draft;
  readonly onSecond: (second: boolean) => void;
}

function startText(at: number, minutes: number, now: number): string {
  if (timeFault(at, minutes, now) === 'over') return 'already over: choose a later time';
  return at < now ? 'already started: the room opens as soon as it is ready' : fromNow(at, now);
}

/** The meeting time in its zone and, if it differs, in the reader's zone. */
const Preview = ({ draft, onSecond }: PreviewProps) => {
  const now = useNow();
  const instants = instantsOf(draft.date, draft.time, draft.zone);
  const at = instantOf(draft);
  const own = ownZone();
  const differs = at !== undefined && offsetAt(at, own) !== offsetAt(at, draft.zone);
  return (
    <div className="preview">
      {at === undefined ? (
        <p className="muted">Choose a date and a time.</p>
      ) : (
        <p>
          <strong>{longDate(at, draft.zone)}</strong>, {clockTime(at, draft.zone)} in {cityOf(draft.zone)}{' '}
          <span className="muted">
            {differs && `· ${shortDate(at, own)}, ${clockTime(at, own)} for you `}·{' '}
            {startText(at, Number(draft.minutes), now)}
          </span>
        </p>
      )}
      {instants.length > 1 && (
        <fieldset className="choice">
          <legend>Clocks go back: this time occurs twice</legend>
          {instants.map((instant, index) => (
            <label key={instant}>
              <input
                type="radio"
                name="second"
                checked={draft.second === (index === 1)}
                onChange={() => onSecond(index === 1)}
              />
              {index === 0 ? 'First' : 'Second'} (UTC{offsetText(offsetAt(instant, draft.zone))})
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
};

/** `crypto.randomUUID` exists only in secure contexts (https or localhost). */
const newIdempotencyKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
