import { Chip, Chips } from '../components/chip.tsx';
import { Field, TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import type { FormErrors } from '../lib/draft.ts';
import { weekdayName } from '../lib/instant.ts';
import { ENDINGS, EVERY_WEEK, PATTERNS, type Repeat, WEEKDAYS, weekdayOf } from '../lib/repeat.ts';

interface RepeatFieldsProps {
  /** Undefined: as the first choice says. */
  readonly repeat: Repeat | undefined;
  /** What it means not to choose a rule. */
  readonly none: string;
  /** The first date, `YYYY-MM-DD`, or an empty text. */
  readonly date: string;
  readonly errors: FormErrors;
  readonly onChange: (repeat: Repeat | undefined) => void;
}

/** How a meeting is repeated, and until when. */
export const RepeatFields = ({ repeat, none, date, errors, onChange }: RepeatFieldsProps) => {
  const texts = useOrganiserTexts();
  const choose = (value: string): void => {
    const pattern = PATTERNS.find((known) => known === value);
    if (!pattern) return onChange(undefined);
    const { weekdays, ...others } = repeat ?? EVERY_WEEK;
    onChange({ ...others, pattern, weekdays: weekdays.length > 0 || !date ? weekdays : [weekdayOf(date)] });
  };
  return (
    <>
      <div className="row row-2">
        <Field label={texts.series.repeat} error={errors.repeat}>
          {(attributes) => (
            <select {...attributes} value={repeat?.pattern ?? ''} onChange={(event) => choose(event.target.value)}>
              <option value="">{none}</option>
              {PATTERNS.map((pattern) => (
                <option key={pattern} value={pattern}>
                  {texts.series.repeats[pattern]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {repeat && <EndingField repeat={repeat} onChange={onChange} />}
      </div>
      {repeat && <RepeatDetails repeat={repeat} errors={errors} onChange={onChange} />}
    </>
  );
};

interface DetailsProps {
  readonly repeat: Repeat;
  readonly onChange: (repeat: Repeat) => void;
}

const EndingField = ({ repeat, onChange }: DetailsProps) => {
  const { series } = useOrganiserTexts();
  return (
    <Field label={series.ends}>
      {(attributes) => (
        <select
          {...attributes}
          value={repeat.ending}
          onChange={({ target }) =>
            onChange({ ...repeat, ending: ENDINGS.find((known) => known === target.value) ?? 'endless' })
          }
        >
          {ENDINGS.map((ending) => (
            <option key={ending} value={ending}>
              {series.endings[ending]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};

const RepeatDetails = ({ repeat, errors, onChange }: DetailsProps & { readonly errors: FormErrors }) => {
  const { series } = useOrganiserTexts();
  const toggle = (day: (typeof WEEKDAYS)[number]): void =>
    // In the order of the week, so that the same choice is the same rule.
    onChange({
      ...repeat,
      weekdays: WEEKDAYS.filter((each) => repeat.weekdays.includes(each) !== (each === day)),
    });
  return (
    <>
      {repeat.pattern === 'weekdays' && (
        <div className="field">
          <Chips label={series.weekdays}>
            {WEEKDAYS.map((day, index) => (
              <Chip key={day} on={repeat.weekdays.includes(day)} onClick={() => toggle(day)}>
                <span aria-hidden="true">{weekdayName(index, 'short')}</span>
                <span className="visually-hidden">{weekdayName(index)}</span>
              </Chip>
            ))}
          </Chips>
          <p className="field-error" role={errors.weekdays === undefined ? undefined : 'alert'} tabIndex={-1}>
            {errors.weekdays}
          </p>
        </div>
      )}
      {repeat.ending === 'until' && (
        <TextField
          label={series.lastDate}
          type="date"
          value={repeat.until}
          onChange={(until) => onChange({ ...repeat, until })}
          error={errors.until}
          required
        />
      )}
      {repeat.ending === 'count' && (
        <TextField
          label={series.numberOfDates}
          inputMode="numeric"
          maxLength={4}
          value={repeat.count}
          onChange={(count) => onChange({ ...repeat, count })}
          error={errors.count}
          required
        />
      )}
      <p className="muted small">{series.ahead}</p>
    </>
  );
};
