import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { clockTime, shortDate, timeRange } from '../lib/instant.ts';
import type { DoubleBooking } from '../lib/bookings.ts';
import { type DateNote, datesWithNotes, localTimeText, shownDates } from '../lib/series-dates.ts';
import type { Meeting, Occurrence } from '../lib/wire.ts';
import { cityOf } from '../lib/zones.ts';
import { Icon } from './icons.tsx';
import { useOrganiserTexts } from './language.tsx';

interface SeriesDatesProps {
  readonly occurrences: readonly Occurrence[];
  /** `HH:MM` on most dates. */
  readonly time: string;
  readonly zone: string;
  /** Where else people are. */
  readonly others: readonly string[];
  readonly endless: boolean;
  readonly bookingsAt?: (at: number) => readonly DoubleBooking[];
}

const noBookings = (): readonly DoubleBooking[] => [];

/** The first dates of a series, and those that need attention, in every zone. */
export const SeriesDates = (props: SeriesDatesProps) => {
  const { occurrences, zone, others, endless, bookingsAt = noBookings } = props;
  const texts = useOrganiserTexts();
  const { series } = texts;
  const { shown, after } = shownDates(datesWithNotes(occurrences, others, bookingsAt));
  const warnings = shown.flatMap(({ at, notes }) =>
    notes.filter(isWarning).map((note) => `${shortDate(at, zone)}: ${noteText(note, at, props, texts)}`),
  );
  return (
    <>
      <p className="visually-hidden" role="status">
        {warnings.join(' ')}
      </p>
      {shown.length > 0 && (
        <section className="series-dates" aria-label={series.nextDates}>
          <ol>
            {shown.map(({ date, at, notes, leftOut }) => (
              <li key={date}>
                {leftOut > 0 && <p className="series-gap muted small">{series.more(leftOut)}</p>}
                <p className="series-date">
                  <span>{shortDate(at, zone)}</span>
                  <b>{clockTime(at, zone)}</b>
                  {others.map((other) => (
                    <span key={other} className="muted small">
                      {timeElsewhere(at, zone, other)}
                    </span>
                  ))}
                </p>
                {notes.map((note, index) => (
                  <p key={index} className={isWarning(note) ? 'notice' : 'series-note small'}>
                    <Icon name={isWarning(note) ? 'warning' : 'clock'} />{' '}
                    <span>{noteText(note, at, props, texts)}</span>
                  </p>
                ))}
              </li>
            ))}
          </ol>
          {after > 0 && <p className="series-gap muted small">{endless ? series.andSoOn : series.more(after)}</p>}
        </section>
      )}
    </>
  );
};

/** The time of the series itself does not change when clocks are changed elsewhere. */
const isWarning = ({ kind }: DateNote): boolean => kind !== 'other time';

/** `10:00 New York`, with the date if it is another one. */
export function timeElsewhere(at: number, zone: string, other: string): string {
  const date = shortDate(at, other);
  return `${date === shortDate(at, zone) ? '' : `${date}, `}${clockTime(at, other)} ${cityOf(other)}`;
}

function noteText(
  note: DateNote,
  at: number,
  { time, zone }: Pick<SeriesDatesProps, 'time' | 'zone'>,
  texts: OrganiserTexts,
): string {
  const planned = localTimeText(time);
  switch (note.kind) {
    case 'skipped':
      return texts.series.skipped(planned, clockTime(at, zone));
    case 'repeated':
      return texts.series.repeated(planned);
    case 'other time':
      return texts.series.otherTime(clockTime(at, note.zone), cityOf(note.zone));
    case 'booked': {
      const { name, meeting } = note.booking;
      return texts.isBooked(name, otherOf(meeting, name), hoursOf(meeting, zone));
    }
  }
}

export const otherOf = (meeting: Meeting, name: string): string =>
  name === meeting.teacher_name ? meeting.student_name : meeting.teacher_name;

export function hoursOf({ meet_time, duration_minutes: minutes }: Meeting, zone: string): string {
  const at = Date.parse(meet_time);
  return timeRange(at, at + minutes * 60_000, zone);
}
