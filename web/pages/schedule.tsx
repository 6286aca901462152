import { type FormEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { ApiKeyProvider, useApiKey } from '../components/api-key.tsx';
import { useApp, useNow } from '../components/app.tsx';
import { Field, TextField } from '../components/field.tsx';
import { useTexts } from '../components/language.tsx';
import { Shell } from '../components/shell.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { errorText, Refusal } from '../lib/api.ts';
import { type DoubleBooking, doubleBookings } from '../lib/bookings.ts';
import {
  type Draft,
  errorsFromServer,
  type FormErrors,
  instantOf,
  toScheduleBody,
  validateDraft,
} from '../lib/draft.ts';
import { clockTime, dayName } from '../lib/instant.ts';
import { type Person, rememberedPeople, rememberPeople } from '../lib/people.ts';
import { quickTimes } from '../lib/quick-times.ts';
import type { Meeting, Role } from '../lib/wire.ts';
import { localParts, ownZone } from '../lib/zones.ts';
import { SchedulePreview } from './schedule-preview.tsx';
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
  const [teacherList, studentList] = [useId(), useId()];
  const [people, setPeople] = useState(readPeople);
  const [studentZone, setStudentZone] = useState<string>();
  const planned = useOpenMeetings(scheduled);
  const bookings = useDoubleBookings(draft, planned);
  const minute = Math.floor(useNow() / 60_000);
  const quick = useMemo(() => quickTimes(minute * 60_000, draft.zone), [minute, draft.zone]);
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
    const suggested = untouched ? suggestedTime(clock.now(), part.zone) : {};
    // Of the state and not of this render: the clock may have suggested another time since.
    setDraft((before) => ({ ...before, ...part, ...suggested }));
    const fields = Object.keys(part).flatMap((name) => (TIME_FIELDS.includes(name) ? TIME_FIELDS : [name]));
    const cleared = Object.fromEntries(fields.map((name) => [name, undefined]));
    setErrors((before) => ({ ...before, ...cleared, form: undefined }));
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
      rememberPeople(localStorage, peopleOf(draft, studentZone));
      setPeople(readPeople());
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

  const choosePerson = ({ name, email = '', zone }: Person): void => {
    change({ studentName: name, studentEmail: email });
    setStudentZone(zone);
  };

  const scheduleAnother = (): void => {
    sent.current = undefined;
    setScheduled(undefined);
    setDraft((before) => ({ ...before, studentName: '', studentEmail: '' }));
  };

  return (
    <>
      <form ref={form} className="schedule" onSubmit={(event) => void submit(event)} noValidate>
        <div className="card form">
          <div className="row row-2">
            <TextField
              label="Teacher"
              value={draft.teacherName}
              onChange={(teacherName) => change({ teacherName })}
              error={errors.teacherName}
              maxLength={100}
              list={teacherList}
              required
            />
            <TextField
              label="Student"
              value={draft.studentName}
              onChange={(studentName) => change({ studentName })}
              error={errors.studentName}
              maxLength={100}
              list={studentList}
              required
            />
            <datalist id={teacherList}>
              {people.teacher.map(({ name }) => (
                <option key={name} value={name} />
              ))}
            </datalist>
            <datalist id={studentList}>
              {people.student.map(({ name }) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </div>
          {people.student.length > 0 && (
            <div className="chips" role="group" aria-label="People remembered on this device">
              {people.student.slice(0, 5).map((person) => (
                <button
                  key={person.name}
                  type="button"
                  className="chip"
                  aria-pressed={person.name === draft.studentName}
                  onClick={() => choosePerson(person)}
                >
                  {person.name}
                </button>
              ))}
            </div>
          )}
          <div className="chips" role="group" aria-label="Usual times">
            {quick.map(({ days, date, time, at }) => (
              <button
                key={at}
                type="button"
                className="chip"
                aria-pressed={draft.date === date && draft.time === time}
                onClick={() => change({ date, time })}
              >
                {dayName(at, days, draft.zone)} {clockTime(at, draft.zone)}
              </button>
            ))}
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
          <div className="chips" role="group" aria-label="Usual lengths">
            {LENGTHS.map((minutes) => (
              <button
                key={minutes}
                type="button"
                className="chip"
                aria-pressed={draft.minutes === minutes}
                onClick={() => change({ minutes })}
              >
                {minutes} min
              </button>
            ))}
          </div>
          <div className="row row-2">
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
            <Field label="Where the student is" optional>
              {(attributes) => (
                <ZonePicker
                  {...attributes}
                  zone={studentZone ?? draft.zone}
                  onChange={setStudentZone}
                  at={instantOf(draft) ?? clock.now()}
                />
              )}
            </Field>
          </div>
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
        </div>
        <SchedulePreview draft={draft} studentZone={studentZone} bookings={bookings} onChange={change}>
          <button type="submit" className="primary ticket-button" disabled={busy}>
            {busy ? 'Scheduling...' : 'Schedule meeting'}
          </button>
        </SchedulePreview>
      </form>
      {scheduled && (
        <ScheduledDialog scheduled={scheduled} onAnother={scheduleAnother} onClose={() => setScheduled(undefined)} />
      )}
    </>
  );
};

const LENGTHS = ['30', '45', '60', '90'] as const;

const readPeople = (): Readonly<Record<Role, readonly Person[]>> => ({
  teacher: rememberedPeople(localStorage, 'teacher'),
  student: rememberedPeople(localStorage, 'student'),
});

const peopleOf = (draft: Draft, studentZone: string | undefined): readonly Person[] => [
  { role: 'teacher', name: draft.teacherName.trim(), ...emailOf(draft.teacherEmail), zone: draft.zone },
  {
    role: 'student',
    name: draft.studentName.trim(),
    ...emailOf(draft.studentEmail),
    ...(studentZone !== undefined && { zone: studentZone }),
  },
];

const emailOf = (text: string): { readonly email?: string } => (text.trim() ? { email: text.trim() } : {});

/** The open meetings, for a warning. Without a key, or without an answer, there is no warning. */
function useOpenMeetings(scheduled: Scheduled | undefined): readonly Meeting[] {
  const { api } = useApp();
  const [meetings, setMeetings] = useState<readonly Meeting[]>([]);
  useEffect(() => {
    let unmounted = false;
    const load = async (): Promise<void> => {
      try {
        const page = await api.meetings(undefined);
        if (!unmounted) setMeetings(page.meetings);
      } catch {
        // Scheduling works without the warning.
      }
    };
    void load();
    return () => {
      unmounted = true;
    };
    // Again after each new meeting.
  }, [api, scheduled]);
  return meetings;
}

function useDoubleBookings(draft: Draft, meetings: readonly Meeting[]): readonly DoubleBooking[] {
  const at = instantOf(draft);
  const { teacherName, studentName, minutes } = draft;
  return useMemo(
    () =>
      at === undefined ? [] : doubleBookings({ teacherName, studentName, at, minutes: Number(minutes) }, meetings),
    [at, teacherName, studentName, minutes, meetings],
  );
}

/** `crypto.randomUUID` exists only in secure contexts (https or localhost). */
const newIdempotencyKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
