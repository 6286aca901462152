import { useId } from 'react';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { timeElsewhere } from '../components/series-dates.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { clockTime, shortDate } from '../lib/instant.ts';
import { localTimeText, zonesBeside } from '../lib/series-dates.ts';
import type { Occurrence, SeriesDetails } from '../lib/wire.ts';
import type { LinkTo } from './use-selection.ts';

interface OccurrencesProps {
  readonly title: string;
  readonly series: SeriesDetails;
  readonly occurrences: readonly Occurrence[];
  readonly linkTo: LinkTo;
}

/** Dates of a series, each with a link to its meeting, and what is different on it. */
export const Occurrences = ({ title, series, occurrences, linkTo }: OccurrencesProps) => {
  const heading = useId();
  return (
    <section className="meetings-of-series" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul className="meetings">
        {occurrences.map((occurrence) => (
          <li key={occurrence.date}>
            {occurrence.meeting_id === undefined ? (
              <div className="occurrence">
                <Content series={series} occurrence={occurrence} />
              </div>
            ) : (
              <a className="occurrence" {...linkTo(occurrence.meeting_id)}>
                <Content series={series} occurrence={occurrence} />
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

interface ContentProps {
  readonly series: SeriesDetails;
  readonly occurrence: Occurrence;
}

const Content = ({ series, occurrence }: ContentProps) => {
  const texts = useOrganiserTexts();
  const { time_zone: zone } = series;
  const at = Date.parse(occurrence.meet_time);
  return (
    <>
      <span className="occurrence-date">{shortDate(at, zone)}</span>
      <time className="meeting-time" dateTime={occurrence.meet_time}>
        {clockTime(at, zone)}
      </time>
      <span className="occurrence-more small">
        {zonesBeside(series).map((other) => (
          <span key={other} className="muted">
            {timeElsewhere(at, zone, other)}
          </span>
        ))}
        {differences(occurrence, series, texts).map((text) => (
          <span key={text}>{text}</span>
        ))}
      </span>
      <Badge occurrence={occurrence} />
    </>
  );
};

/** What is not as the rule says. */
function differences(occurrence: Occurrence, series: SeriesDetails, texts: OrganiserTexts): readonly string[] {
  const { original_time, clock_change, refused, meet_time } = occurrence;
  const { time_zone: zone } = series;
  const planned = localTimeText(series.start.slice(11, 16));
  const dateAndTime = (instant: string): string =>
    `${shortDate(Date.parse(instant), zone)}, ${clockTime(Date.parse(instant), zone)}`;
  return [
    ...(original_time === undefined ? [] : [texts.series.moved(dateAndTime(original_time))]),
    ...(clock_change === 'skipped' && original_time === undefined
      ? [texts.series.skipped(planned, clockTime(Date.parse(meet_time), zone))]
      : []),
    ...(clock_change === 'repeated' && original_time === undefined ? [texts.series.repeated(planned)] : []),
    ...(refused ? [texts.series.refused[refused.reason]] : []),
    ...(refused && refused.reason !== 'MISSED' ? [texts.series.triedAgain(dateAndTime(refused.last))] : []),
  ];
}

const Badge = ({ occurrence: { status, outcome, refused } }: { readonly occurrence: Occurrence }) => {
  const texts = useOrganiserTexts();
  if (status !== undefined) return <StatusBadge meeting={{ status, outcome }} />;
  return (
    <span className={`badge badge-${refused ? 'bad' : 'none'}`}>
      <Icon name={refused ? 'warning' : 'cloud'} />
      {refused ? texts.series.noMeeting : texts.series.notYet}
    </span>
  );
};
