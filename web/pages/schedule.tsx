import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useApp, useNow } from '../components/app.tsx';
import { Field, TextField } from '../components/field.tsx';
import { Organiser, useOrganiser } from '../components/organiser.tsx';
import { Shell } from '../components/shell.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { Refusal } from '../lib/api.ts';
import { bodyOf, type Draft, type Faults, faultsFrom, faultsIn, instantOf } from '../lib/draft.ts';
import { explain } from '../lib/errors.ts';
import { clockTime, fromNow, longDate, shortDate } from '../lib/instant.ts';
import { cityOf, instantsOf, localParts, offsetAt, offsetText, ownZone } from '../lib/zones.ts';
import { type Scheduled, ScheduledDialog } from './scheduled-dialog.tsx';

const HALF_HOUR = 1_800_000;
/** What is wrong with one of these may be mended in another. */
const WHEN: readonly string[] = ['date', 'time', 'zone'];

export const SchedulePage = () => (
  <Shell page="schedule">
    <Organiser>
      <div className="column">
        <h1>Schedule a meeting</h1>
        <p className="lead">
          A room is prepared for it alone, shortly before it starts, and is gone when the last person has left.
        </p>
        <ScheduleForm />
      </div>
    </Organiser>
  </Shell>
);

/** The next half hour that leaves time to tell people. */
function suggestion(now: number, zone: string): Pick<Draft, 'date' | 'time'> {
  return localParts(Math.ceil((now + HALF_HOUR) / HALF_HOUR) * HALF_HOUR, zone);
}

const emptyDraft = (now: number): Draft => ({
  teacherName: '',
  studentName: '',
  ...suggestion(now, ownZone()),
  zone: ownZone(),
  minutes: '60',
  teacherEmail: '',
  studentEmail: '',
  second: false,
});

const ScheduleForm = () => {
  const { api, clock } = useApp();
  const withKey = useOrganiser();
  const [draft, setDraft] = useState(() => emptyDraft(clock.now()));
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const [scheduled, setScheduled] = useState<Scheduled>();
  const form = useRef<HTMLFormElement>(null);
  const timeTouched = useRef(false);
  /** The same text of the form is the same meeting, however often it is sent. */
  const sent = useRef<{ readonly text: string; readonly key: string }>(undefined);

  useEffect(() => {
    // The server's clock may be another than the browser's: suggest a time by it.
    const correct = (): void => {
      if (!timeTouched.current) setDraft((now) => ({ ...now, ...suggestion(clock.now(), now.zone) }));
    };
    const unsubscribe = clock.subscribe(correct);
    api.health().catch(() => undefined);
    return unsubscribe;
  }, [api, clock]);

  const change = (part: Partial<Draft>): void => {
    if (part.date !== undefined || part.time !== undefined) timeTouched.current = true;
    // A time that nobody has chosen stays the same instant, not the same hands of another clock.
    const untouched = part.zone !== undefined && !timeTouched.current;
    setDraft({ ...draft, ...part, ...(untouched && suggestion(clock.now(), part.zone)) });
    const fields = Object.keys(part).flatMap((name) => (WHEN.includes(name) ? WHEN : [name]));
    setFaults({ ...faults, ...Object.fromEntries(fields.map((name) => [name, undefined])), form: undefined });
  };

  const refuse = (found: Faults): void => {
    setFaults(found);
    // Once the fields are marked.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
    );
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = faultsIn(draft);
    if (Object.keys(found).length > 0) return refuse(found);
    const body = bodyOf(draft, new URL('join', document.baseURI).href.replace(/[?#].*$/, ''));
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { text, key: newKey() };
    const { key } = sent.current;
    setBusy(true);
    try {
      const receipt = await withKey(() => api.schedule(body, key));
      setFaults({});
      setScheduled({ receipt, body });
    } catch (error) {
      refuse(error instanceof Refusal ? faultsFrom(error.fields, error.message) : { form: explain(error) });
    } finally {
      setBusy(false);
    }
  };

  const startAnew = (): void => {
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
            fault={faults.teacherName}
            maxLength={100}
            required
          />
          <TextField
            label="Student"
            value={draft.studentName}
            onChange={(studentName) => change({ studentName })}
            fault={faults.studentName}
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
            fault={faults.date}
            required
          />
          <TextField
            label="Time"
            type="time"
            value={draft.time}
            onChange={(time) => change({ time })}
            fault={faults.time}
            required
          />
          <TextField
            label="Minutes"
            inputMode="numeric"
            maxLength={3}
            value={draft.minutes}
            onChange={(minutes) => change({ minutes })}
            fault={faults.minutes}
            required
          />
        </div>
        <Field label="Time zone" fault={faults.zone}>
          {(tie) => (
            <ZonePicker
              {...tie}
              zone={draft.zone}
              onChange={(zone) => change({ zone })}
              at={instantOf(draft) ?? clock.now()}
            />
          )}
        </Field>
        <Preview draft={draft} onSecond={(second) => change({ second })} />
        <div className="row row-2">
          <TextField
            label="Teacher’s e-mail"
            optional
            type="email"
            value={draft.teacherEmail}
            onChange={(teacherEmail) => change({ teacherEmail })}
            fault={faults.teacherEmail}
          />
          <TextField
            label="Student’s e-mail"
            optional
            type="email"
            value={draft.studentEmail}
            onChange={(studentEmail) => change({ studentEmail })}
            fault={faults.studentEmail}
          />
        </div>
        {faults.form !== undefined && (
          <p className="notice notice-bad" role="alert" tabIndex={-1}>
            {faults.form}
          </p>
        )}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            {busy ? 'Scheduling…' : 'Schedule meeting'}
          </button>
        </div>
      </form>
      {scheduled && (
        <ScheduledDialog scheduled={scheduled} onAnother={startAnew} onClose={() => setScheduled(undefined)} />
      )}
    </>
  );
};

interface PreviewProps {
  readonly draft: Draft;
  readonly onSecond: (second: boolean) => void;
}

/** The instant in words, in its zone and in the reader's own. */
const Preview = ({ draft, onSecond }: PreviewProps) => {
  const now = useNow();
  const instants = instantsOf(draft.date, draft.time, draft.zone);
  const at = instantOf(draft);
  const own = ownZone();
  const elsewhere = at !== undefined && offsetAt(at, own) !== offsetAt(at, draft.zone);
  return (
    <div className="preview">
      {at === undefined ? (
        <p className="muted">Choose a date and a time.</p>
      ) : (
        <p>
          <strong>{longDate(at, draft.zone)}</strong>, {clockTime(at, draft.zone)} in {cityOf(draft.zone)}{' '}
          <span className="muted">
            {elsewhere && `· ${shortDate(at, own)}, ${clockTime(at, own)} for you `}·{' '}
            {at < now ? 'past: it starts at once' : fromNow(at, now)}
          </span>
        </p>
      )}
      {instants.length > 1 && (
        <fieldset className="choice">
          <legend>Clocks are set back: this time comes twice</legend>
          {instants.map((instant, index) => (
            <label key={instant}>
              <input
                type="radio"
                name="second"
                checked={draft.second === (index === 1)}
                onChange={() => onSecond(index === 1)}
              />
              {index === 0 ? 'The first' : 'The second'} (UTC{offsetText(offsetAt(instant, draft.zone))})
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
};

/** Also where the page is not served securely, and `randomUUID` does not exist. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
