import { useEffect, useId, useMemo, useState } from 'react';
import { useApp, useNow } from '../components/app.tsx';
import { Chip, Chips } from '../components/chip.tsx';
import { Field, TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { type Draft, type FormErrors, instantOf } from '../lib/draft.ts';
import { clockTime, dayName, shortMinutes } from '../lib/instant.ts';
import type { Person } from '../lib/people.ts';
import { quickTimes } from '../lib/quick-times.ts';
import { ATTENDANCE_RULES, type AttendanceRule, type Role } from '../lib/wire.ts';
import type { ChangeDraft } from './use-draft.ts';

interface FieldsProps {
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: ChangeDraft;
}

interface PeopleFieldsProps extends FieldsProps {
  readonly people: Readonly<Record<Role, readonly Person[]>>;
}

export const PeopleFields = ({ draft, errors, onChange, people }: PeopleFieldsProps) => {
  const texts = useOrganiserTexts();
  const [teacherList, studentList] = [useId(), useId()];
  const choose = ({ name, email = '', zone }: Person): void =>
    onChange({ studentName: name, studentEmail: email, studentZone: zone });
  return (
    <>
      <div className="row row-2">
        <TextField
          label={texts.teacher}
          value={draft.teacherName}
          onChange={(teacherName) => onChange({ teacherName })}
          error={errors.teacherName}
          maxLength={100}
          list={teacherList}
          required
        />
        <TextField
          label={texts.student}
          value={draft.studentName}
          onChange={(studentName) => onChange({ studentName })}
          error={errors.studentName}
          maxLength={100}
          list={studentList}
          required
        />
        <Names id={teacherList} people={people.teacher} />
        <Names id={studentList} people={people.student} />
      </div>
      {people.student.length > 0 && (
        <Chips label={texts.remembered}>
          {people.student.slice(0, 5).map((person) => (
            <Chip key={person.name} on={person.name === draft.studentName} onClick={() => choose(person)}>
              {person.name}
            </Chip>
          ))}
        </Chips>
      )}
    </>
  );
};

const Names = ({ id, people }: { readonly id: string; readonly people: readonly Person[] }) => (
  <datalist id={id}>
    {people.map(({ name }) => (
      <option key={name} value={name} />
    ))}
  </datalist>
);

const LENGTHS = ['30', '45', '60', '90'] as const;

export const TimeFields = ({ draft, errors, onChange }: FieldsProps) => {
  const texts = useOrganiserTexts();
  const { clock } = useApp();
  const minute = Math.floor(useNow() / 60_000);
  const quick = useMemo(() => quickTimes(minute * 60_000, draft.zone), [minute, draft.zone]);
  return (
    <>
      {/* The browser's clock can be wrong: other times would move these. */}
      <Chips label={texts.usualTimes} early={!clock.known}>
        {quick.map(({ days, date, time, at }) => (
          <Chip key={at} on={draft.date === date && draft.time === time} onClick={() => onChange({ date, time })}>
            {dayName(at, days, draft.zone)} {clockTime(at, draft.zone)}
          </Chip>
        ))}
      </Chips>
      <div className="row row-3">
        <TextField
          label={texts.date}
          type="date"
          value={draft.date}
          onChange={(date) => onChange({ date })}
          error={errors.date}
          required
        />
        <TextField
          label={texts.time}
          type="time"
          value={draft.time}
          onChange={(time) => onChange({ time })}
          error={errors.time}
          required
        />
        <TextField
          label={texts.minutes}
          inputMode="numeric"
          maxLength={3}
          value={draft.minutes}
          onChange={(minutes) => onChange({ minutes })}
          error={errors.minutes}
          required
        />
      </div>
      <Chips label={texts.usualLengths}>
        {LENGTHS.map((minutes) => (
          <Chip key={minutes} on={draft.minutes === minutes} onClick={() => onChange({ minutes })}>
            {shortMinutes(Number(minutes))}
          </Chip>
        ))}
      </Chips>
    </>
  );
};

export const ZoneFields = ({ draft, errors, onChange }: FieldsProps) => {
  const texts = useOrganiserTexts();
  const { clock } = useApp();
  const at = instantOf(draft) ?? clock.now();
  return (
    <div className="row row-2">
      <Field label={texts.timeZone} error={errors.zone}>
        {(attributes) => (
          <ZonePicker {...attributes} zone={draft.zone} onChange={(zone) => onChange({ zone })} at={at} />
        )}
      </Field>
      <Field label={texts.whereStudentIs} optional>
        {(attributes) => (
          <ZonePicker
            {...attributes}
            zone={draft.studentZone ?? draft.zone}
            onChange={(studentZone) => onChange({ studentZone })}
            at={at}
          />
        )}
      </Field>
    </div>
  );
};

export const RuleField = ({ draft, onChange }: Omit<FieldsProps, 'errors'>) => {
  const texts = useOrganiserTexts();
  return (
    <Field label={texts.mustCome}>
      {(attributes) => (
        <select
          {...attributes}
          value={draft.rule ?? 'anyone'}
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the value of one of the options
          onChange={(event) => onChange({ rule: event.target.value as AttendanceRule })}
        >
          {ATTENDANCE_RULES.map((rule) => (
            <option key={rule} value={rule}>
              {texts.rules[rule]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};

/** Whether people are told by mail; undefined until the deployment said it. */
function useMail(): boolean | undefined {
  const { mail } = useApp();
  const [isSent, setSent] = useState<boolean>();
  useEffect(() => void mail().then(setSent), [mail]);
  return isSent;
}

export const EmailFields = ({ draft, errors, onChange }: FieldsProps) => {
  const texts = useOrganiserTexts();
  const isSent = useMail();
  return (
    <>
      <div className="row row-2">
        <TextField
          label={texts.teacherEmail}
          optional
          type="email"
          value={draft.teacherEmail}
          onChange={(teacherEmail) => onChange({ teacherEmail })}
          error={errors.teacherEmail}
        />
        <TextField
          label={texts.studentEmail}
          optional
          type="email"
          value={draft.studentEmail}
          onChange={(studentEmail) => onChange({ studentEmail })}
          error={errors.studentEmail}
        />
      </div>
      {isSent !== undefined && <p className="muted small">{isSent ? texts.mailSent : texts.mailNotSent}</p>}
    </>
  );
};
