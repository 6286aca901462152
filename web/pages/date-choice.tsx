import { Field } from '../components/field.tsx';
import { longDate } from '../lib/instant.ts';
import type { Occurrence } from '../lib/wire.ts';

interface DateChoiceProps {
  readonly label: string;
  readonly dates: readonly Occurrence[];
  readonly date: string;
  readonly onChange: (date: string) => void;
}

/** One of the next dates of a series. */
export const DateChoice = ({ label, dates, date, onChange }: DateChoiceProps) => (
  <Field label={label}>
    {(attributes) => (
      <select {...attributes} value={date} onChange={(event) => onChange(event.target.value)}>
        {dates.map((one) => (
          <option key={one.date} value={one.date}>
            {longDate(Date.parse(`${one.date}T12:00:00Z`), 'UTC')}
          </option>
        ))}
      </select>
    )}
  </Field>
);
