import { type ComponentProps, useCallback, useEffect, useRef } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi, useTitle } from '../components/app.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { MailProblems } from '../components/mail-problems.tsx';
import { ConnectionLost } from '../components/shell.tsx';
import { minutesText, plainDate } from '../lib/instant.ts';
import { ruleText } from '../lib/repeat.ts';
import { isAhead, isFilling, lacksMeeting } from '../lib/series-dates.ts';
import type { SeriesDetails as Details } from '../lib/wire.ts';
import { zoneName } from '../lib/zones.ts';
import { BackToList, DetailsPlaceholder } from './details-placeholder.tsx';
import { LinksCard } from './links-card.tsx';
import { Occurrences } from './occurrences.tsx';
import { ChangeSeries } from './series-change.tsx';
import { EndSeries } from './series-end.tsx';
import { usePoll } from './use-poll.ts';
import type { LinkTo } from './use-selection.ts';

interface SeriesDetailsProps {
  readonly id: string;
  readonly back: ComponentProps<'a'>;
  readonly linkTo: LinkTo;
  readonly linkToSeries: LinkTo;
  readonly openSeries: (id: string) => void;
}

/** Milliseconds on the server's clock. */
const EVERY = 60_000;
/** Milliseconds of real time: while meetings are being created, and a limit for simulated clocks. */
const SOON = 2_000;

const SeriesDetails = ({ id, back, linkTo, linkToSeries, openSeries }: SeriesDetailsProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const title = useRef<HTMLHeadingElement>(null);
  const load = useCallback(() => withApiKey(() => api.series(id)), [api, id, withApiKey]);
  const every = useCallback(
    (series: Details) => (isFilling(series, clock.now()) ? SOON : Math.max(SOON, clock.realMillis(EVERY))),
    [clock],
  );
  const { value, refusal, lost, reload } = usePoll(load, every);
  useTitle(value ? texts.withBoth(value.student_name, value.teacher_name) : texts.series.title);
  useEffect(() => title.current?.focus(), [value === undefined]);
  const now = clock.now();
  const ahead = value?.occurrences.filter((one) => isAhead(one, value.duration_minutes, now)) ?? [];
  const past = value?.occurrences.filter((one) => !isAhead(one, value.duration_minutes, now)) ?? [];
  return (
    <div className="column">
      <BackToList {...back}>{texts.series.all}</BackToList>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <DetailsPlaceholder lost={lost} />}
      {!refusal && value && (
        <>
          <div className="heading-row">
            <div>
              <h1 ref={title} tabIndex={-1}>
                <bdi>{value.student_name}</bdi> <span className="muted">{texts.with(value.teacher_name)}</span>
              </h1>
              <p className="when">
                {ruleText(value.rrule, value.start, texts)} · {minutesText(value.duration_minutes)}
                <span className="when-else muted">{zoneName(value.time_zone)}</span>
              </p>
            </div>
            {ahead.length > 0 && (
              <div className="buttons">
                <ChangeSeries series={value} dates={ahead} onChanged={({ id: next }) => openSeries(next)} />
                <EndSeries series={value} dates={ahead} onEnded={reload} />
              </div>
            )}
          </div>
          <Neighbours series={value} linkTo={linkToSeries} />
          <MailProblems row={value} />
          {ahead.some(lacksMeeting) && (
            <p className="notice" role="status">
              {texts.series.withoutMeeting(ahead.filter(lacksMeeting).length)}
            </p>
          )}
          {ahead.length === 0 ? (
            <p className="muted">{texts.series.over}</p>
          ) : (
            <Occurrences title={texts.series.nextDates} series={value} occurrences={ahead} linkTo={linkTo} />
          )}
          <LinksCard
            people={value}
            hint={texts.series.linksServeAll}
            load={() => api.seriesLinks(id)}
            revoke={(role) => api.revokeSeriesLink(id, role)}
            revokeText={texts.series.revokeText}
          />
          {past.length > 0 && (
            <Occurrences
              title={texts.series.pastDates}
              series={value}
              occurrences={past.toReversed()}
              linkTo={linkTo}
            />
          )}
        </>
      )}
      {lost && value && <ConnectionLost />}
    </div>
  );
};

export default SeriesDetails;

/** The series before and after this one. */
const Neighbours = ({ series, linkTo }: { readonly series: Details; readonly linkTo: LinkTo }) => {
  const texts = useOrganiserTexts();
  const { ends_before, followed_by, follows } = series;
  return (
    <>
      {ends_before !== undefined && (
        <p className="muted">
          {texts.series.endsBefore(plainDate(Date.parse(`${ends_before}T12:00:00Z`), 'UTC'))}{' '}
          {followed_by !== undefined && <a {...linkTo(followed_by)}>{texts.series.continues}</a>}
        </p>
      )}
      {follows !== undefined && (
        <p>
          <a {...linkTo(follows)}>{texts.series.follows}</a>
        </p>
      )}
    </>
  );
};
