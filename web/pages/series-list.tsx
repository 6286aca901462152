import { useCallback } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Face } from '../components/person.tsx';
import { Elephant } from '../components/scene.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { clockTime, shortDate, shortMinutes } from '../lib/instant.ts';
import { searchable } from '../lib/meeting-filter.ts';
import { ruleText } from '../lib/repeat.ts';
import type { Series } from '../lib/wire.ts';
import { cityOf } from '../lib/zones.ts';
import { usePoll } from './use-poll.ts';
import type { LinkTo } from './use-selection.ts';

interface SeriesListProps {
  readonly search: string;
  readonly linkTo: LinkTo;
}

/** Milliseconds of real time. */
const EVERY = 60_000;
const everyMinute = (): number => EVERY;

/** All series by their next date; those without one last. */
const SeriesList = ({ search, linkTo }: SeriesListProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const load = useCallback(() => withApiKey(() => api.allSeries()), [api, withApiKey]);
  const { value, refusal, lost, reload } = usePoll(load, everyMinute);
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (!value) return <Loading lost={lost} />;
  if (value.length === 0) return <NoSeries />;
  const found = inOrder(value.filter((series) => isFound(series, search)));
  return (
    <>
      {found.length === 0 && <p className="muted empty">{texts.noMatch}</p>}
      <ul className="meetings">
        {found.map((series) => (
          <li key={series.id}>
            <a className="meeting series" {...linkTo(series.id)}>
              <span className="faces">
                <Face name={series.teacher_name} small />
                <Face name={series.student_name} small />
              </span>
              <span className="meeting-who">
                <span className="meeting-names">
                  <b>
                    <bdi>{series.student_name}</bdi>
                  </b>{' '}
                  <span className="muted">{texts.with(series.teacher_name)}</span>
                </span>
                <span className="muted small">
                  {ruleText(series.rrule, series.start, texts)} · {shortMinutes(series.duration_minutes)}
                </span>
              </span>
              <NextDate series={series} />
            </a>
          </li>
        ))}
      </ul>
      {lost && <ConnectionLost />}
    </>
  );
};

export default SeriesList;

const NextDate = ({ series: { next, time_zone } }: { readonly series: Series }) => {
  const texts = useOrganiserTexts();
  if (!next) return <span className="series-next muted small">{texts.series.over}</span>;
  const at = Date.parse(next.meet_time);
  return (
    <span className="series-next small">
      {texts.series.next(`${shortDate(at, time_zone)}, ${clockTime(at, time_zone)}`)}{' '}
      <span className="muted">{cityOf(time_zone)}</span>
    </span>
  );
};

const NoSeries = () => {
  const texts = useOrganiserTexts();
  return (
    <section className="card nothing">
      <Elephant mood="asleep" />
      <h2>{texts.series.none}</h2>
      <p className="muted">{texts.series.noneText}</p>
      <a className="button primary" href="./">
        {texts.scheduleTitle}
      </a>
    </section>
  );
};

const LAST = '9999';
const inOrder = (all: readonly Series[]): readonly Series[] =>
  all.toSorted((a, b) => (a.next?.meet_time ?? LAST).localeCompare(b.next?.meet_time ?? LAST));

function isFound({ id, teacher_name, student_name }: Series, search: string): boolean {
  const content = searchable(`${id} ${teacher_name} ${student_name}`);
  return searchable(search)
    .split(/\s+/)
    .every((word) => content.includes(word));
}
