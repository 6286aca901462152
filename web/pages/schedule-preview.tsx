import type { ReactNode } from 'react';
import { useNow } from '../components/app.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts, useTexts } from '../components/language.tsx';
import { Face } from '../components/person.tsx';
import { Elephant } from '../components/scene.tsx';
import { hoursOf, otherOf, SeriesDates } from '../components/series-dates.tsx';
import { PreviewError } from './preview-error.tsx';
import type { Preview } from './use-series-preview.ts';
import type { DoubleBooking } from '../lib/bookings.ts';
import { timeFault } from '../../steps/domain/schedulable.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { type Draft, instantOf } from '../lib/draft.ts';
import { clockTime, fromNow, longDate, minutesText, shortDate } from '../lib/instant.ts';
import { aroundGap, cityOf, instantsOf, offsetAt, offsetText, ownZone } from '../lib/zones.ts';
import type { ChangeDraft } from './use-draft.ts';

interface PreviewProps {
  readonly draft: Draft;
  /** Dates of a series. */
  readonly preview: Preview;
  readonly bookingsAt: (at: number) => readonly DoubleBooking[];
  readonly onChange: ChangeDraft;
  /** The button that schedules. */
  readonly children: ReactNode;
}

/** The invitation before it is sent: the date, the local time of each person, and what to look at first. */
export const SchedulePreview = ({ draft, preview, bookingsAt, onChange, children }: PreviewProps) => {
  const texts = useOrganiserTexts();
  const { you } = useTexts();
  const now = useNow();
  const [first] = preview.occurrences;
  const at = first ? Date.parse(first.meet_time) : instantOf(draft);
  const minutes = Number(draft.minutes);
  const zones: readonly (readonly [string, string])[] = [
    [draft.teacherName || texts.teacher, draft.zone],
    ...(draft.studentZone === undefined ? [] : [[draft.studentName || texts.student, draft.studentZone] as const]),
    ...(ownZone() === draft.zone ? [] : [[you, ownZone()] as const]),
  ];
  return (
    <div className="card ticket">
      <div className="ticket-art" aria-hidden="true">
        <Elephant mood="asleep" />
      </div>
      <div className="ticket-text">
        {at === undefined ? (
          <p className="muted">{texts.chooseDateAndTime}</p>
        ) : (
          <>
            <p className="muted small">
              {Number.isInteger(minutes) && minutes > 0 && `${minutesText(minutes)} · `}
              {startText(at, minutes, now, texts)}
            </p>
            <h2>{longDate(at, draft.zone)}</h2>
            <dl className="ticket-times">
              {zones.map(([name, zone]) => (
                <div key={name + zone}>
                  <dt>
                    <Face name={name} small />
                    <span>
                      <bdi>{name}</bdi> · <span className="muted">{cityOf(zone)}</span>
                    </span>
                  </dt>
                  <dd>
                    {clockTime(at, zone)}
                    {shortDate(at, zone) !== shortDate(at, draft.zone) && (
                      <span className="small muted"> {shortDate(at, zone)}</span>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
        {draft.repeat ? (
          <RepeatPreview
            draft={draft}
            preview={preview}
            zones={zones.map(([, zone]) => zone)}
            bookingsAt={bookingsAt}
          />
        ) : (
          <ClockChange draft={draft} onChange={onChange} />
        )}
        {(at === undefined || draft.repeat ? [] : bookingsAt(at)).map(({ name, meeting }) => (
          <p key={meeting.id} className="notice" role="status">
            <Icon name="warning" />{' '}
            <span>{texts.isBooked(name, otherOf(meeting, name), hoursOf(meeting, draft.zone))}</span>
          </p>
        ))}
        {children}
      </div>
    </div>
  );
};

interface RepeatPreviewProps extends Pick<PreviewProps, 'draft' | 'preview' | 'bookingsAt'> {
  readonly zones: readonly string[];
}

/** The dates of a series before it is saved, or why there are none. */
const RepeatPreview = ({ draft, preview, zones, bookingsAt }: RepeatPreviewProps) => {
  const others = [...new Set(zones)].filter((zone) => zone !== draft.zone);
  if (preview.error !== undefined) return <PreviewError error={preview.error} onRetry={preview.retry} />;
  return (
    <SeriesDates
      occurrences={preview.occurrences}
      time={draft.time}
      zone={draft.zone}
      others={others}
      endless={draft.repeat?.ending === 'endless'}
      bookingsAt={bookingsAt}
    />
  );
};

function startText(at: number, minutes: number, now: number, texts: OrganiserTexts): string {
  if (timeFault(at, minutes, now) === 'over') return texts.alreadyOver;
  return at < now ? texts.alreadyStarted : fromNow(at, now);
}

/** A local time that occurs twice, or that does not exist: both choices, in words. */
const ClockChange = ({ draft, onChange }: Pick<PreviewProps, 'draft' | 'onChange'>) => {
  const texts = useOrganiserTexts();
  const instants = instantsOf(draft.date, draft.time, draft.zone);
  if (instants.length > 1)
    return (
      <fieldset className="choice notice">
        <legend>{texts.timeOccursTwice}</legend>
        {instants.map((instant, index) => (
          <label key={instant}>
            <input
              type="radio"
              name="second"
              checked={draft.second === (index === 1)}
              onChange={() => onChange({ second: index === 1 })}
            />
            {(index === 0 ? texts.firstTime : texts.secondTime)(`UTC${offsetText(offsetAt(instant, draft.zone))}`)}
          </label>
        ))}
      </fieldset>
    );
  const gap = instants.length === 0 ? aroundGap(draft.date, draft.time, draft.zone) : undefined;
  if (!gap) return null;
  return (
    <div className="notice" role="status">
      <p>{texts.timeIsSkipped(draft.time, cityOf(draft.zone))}</p>
      <div className="chips">
        {gap.map((time) => (
          <button key={time} type="button" className="chip" onClick={() => onChange({ time })}>
            {time}
          </button>
        ))}
      </div>
    </div>
  );
};
