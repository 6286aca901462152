import { type ComponentProps, lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { useNow, useTitle } from '../components/app.tsx';
import { RefusalNotice } from '../components/api-key.tsx';
import { Chip, Chips } from '../components/chip.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { Elephant } from '../components/scene.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { countOf, filterMeetings, isLive, type Shown, SHOWN } from '../lib/meeting-filter.ts';
import { inListOrder } from '../lib/meeting-days.ts';
import type { Meeting } from '../lib/wire.ts';
import { DetailsPlaceholder } from './details-placeholder.tsx';
import { MeetingDetails } from './meeting-details.tsx';
import { Days, LiveMeetings } from './meetings-list.tsx';
import { Week } from './meetings-week.tsx';
import { useAddress } from './use-address.ts';
import { useMeetings } from './use-meetings.ts';
import { type LinkTo, useSelection } from './use-selection.ts';

export const MeetingsPage = () => {
  const { selection, linkToList, ...links } = useSelection();
  return (
    <OrganiserShell page="meetings">
      <Suspense fallback={<DetailsPlaceholder lost={false} />}>
        <Selected selection={selection} back={linkToList()} {...links} />
      </Suspense>
    </OrganiserShell>
  );
};

const SeriesDetails = lazy(() => import('./series-details.tsx'));
const CalendarFeed = lazy(() => import('./calendar-feed.tsx'));
const SeriesList = lazy(() => import('./series-list.tsx'));

interface SelectedProps extends Pick<
  ReturnType<typeof useSelection>,
  'selection' | 'linkTo' | 'linkToSeries' | 'openSeries'
> {
  readonly back: ComponentProps<'a'>;
}

const Selected = ({ selection, ...links }: SelectedProps) => {
  switch (selection?.name) {
    case undefined:
      return <Overview {...links} />;
    case 'id':
      return <MeetingDetails key={selection.value} id={selection.value} {...links} />;
    case 'series':
      return <SeriesDetails key={selection.value} id={selection.value} {...links} />;
  }
};

/** Rows that the list shows at first, and for another search; twice as many with each press. More would make the page slow. */
const ROWS = 50;

const Overview = ({ linkTo, linkToSeries }: Pick<SelectedProps, 'linkTo' | 'linkToSeries'>) => {
  const texts = useOrganiserTexts();
  const [text, setText] = useAddress('search', '');
  const [view, setView] = useAddress('view', 'list');
  // Typing stays fast: the list follows.
  const search = useDeferredValue(text);
  const title = view === 'series' ? texts.series.title : texts.meetings;
  useTitle(title);
  return (
    <div className="column">
      <div className="heading-row">
        <h1>{title}</h1>
        <div className="heading-end filters" role="search">
          <input
            type="search"
            placeholder={texts.searchHint}
            aria-label={texts.searchLabel}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Chips label={texts.view}>
            <Chip on={view !== 'week' && view !== 'series'} onClick={() => setView('list')}>
              {texts.list}
            </Chip>
            <Chip on={view === 'week'} onClick={() => setView('week')}>
              {texts.week}
            </Chip>
            <Chip on={view === 'series'} onClick={() => setView('series')}>
              {texts.series.title}
            </Chip>
          </Chips>
        </div>
      </div>
      {view === 'series' ? (
        <Suspense fallback={<Loading lost={false} />}>
          <SeriesList search={search} linkTo={linkToSeries} />
        </Suspense>
      ) : (
        <Meetings search={search} week={view === 'week'} linkTo={linkTo} />
      )}
    </div>
  );
};

const CalendarFeedButton = () => {
  const { calendarFeed } = useOrganiserTexts();
  const [open, setOpen] = useState(false);
  return (
    <div className="buttons">
      <button type="button" className="quiet" onClick={() => setOpen(true)}>
        <Icon name="calendar" /> {calendarFeed.title}
      </button>
      {open && (
        <Suspense>
          <CalendarFeed onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
};

interface MeetingsProps {
  readonly search: string;
  /** A calendar week in place of the list. */
  readonly week: boolean;
  readonly linkTo: LinkTo;
}

const Meetings = ({ search, week, linkTo }: MeetingsProps) => {
  const texts = useOrganiserTexts();
  const now = useMinute();
  const [pages, setPages] = useState(1);
  const [more, setMore] = useState({ search, rows: ROWS });
  const rows = more.search === search ? more.rows : ROWS;
  const [shownText, setShown] = useAddress('show', 'all');
  const shown: Shown = SHOWN.find((known) => known === shownText) ?? 'all';
  const { value, refusal, lost, reload } = useMeetings(pages);

  const loaded = value?.meetings ?? NONE;
  const all = useMemo(() => inListOrder(loaded, now), [loaded, now]);
  const found = useMemo(() => filterMeetings(all, search, shown), [all, search, shown]);
  const [live, others] = useMemo(
    () => [found.filter(isLive), found.filter((meeting) => !isLive(meeting))] as const,
    [found],
  );
  const filtered = search !== '' || shown !== 'all';
  return (
    <>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {value && !refusal && all.length === 0 && <Empty />}
      {value && !refusal && all.length > 0 && (
        <>
          <Chips label={texts.filterByStatus}>
            {SHOWN.map((each) => (
              <Chip key={each} on={shown === each} onClick={() => setShown(each)}>
                {texts.shown[each]}
                {each !== 'all' && each !== 'past' && <span className="count"> {countOf(all, each)}</span>}
              </Chip>
            ))}
            <span className="covered small muted">
              {value.isPart ? texts.searchCoversLoaded : value.more ? texts.searchCoversShown : texts.searchCoversAll}
            </span>
          </Chips>
          {found.length === 0 && filtered && <p className="muted empty">{texts.noMatch}</p>}
          {week ? (
            <Week meetings={found} now={now} linkTo={linkTo} />
          ) : (
            <>
              <LiveMeetings meetings={live} now={now} linkTo={linkTo} />
              <Days meetings={others} now={now} rows={rows} linkTo={linkTo} />
              <div className="buttons">
                {others.length > rows && (
                  <button type="button" onClick={() => setMore({ search, rows: 2 * rows })}>
                    {texts.showMore}
                  </button>
                )}
                {value.more && !value.isPart && (
                  <button type="button" onClick={() => setPages(pages + 1)}>
                    {texts.loadMorePast}
                  </button>
                )}
              </div>
            </>
          )}
        </>
      )}
      {value && !refusal && <CalendarFeedButton />}
      <p className="visually-hidden" role="status">
        {value ? texts.found(found.length, all.length) : ''}
      </p>
      {lost && value && <ConnectionLost />}
    </>
  );
};

const NONE: readonly Meeting[] = [];

/** The server's time, changed once a minute: rows do not render each second. */
function useMinute(): number {
  const now = useNow();
  return Math.floor(now / 60_000) * 60_000;
}

const Empty = () => {
  const texts = useOrganiserTexts();
  return (
    <section className="card nothing">
      <Elephant mood="asleep" />
      <h2>{texts.noMeetingsYet}</h2>
      <p className="muted">{texts.ownRoom}</p>
      <a className="button primary" href="./">
        {texts.scheduleTitle}
      </a>
    </section>
  );
};
