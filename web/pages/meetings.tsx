import { useDeferredValue, useMemo, useState } from 'react';
import { useNow, useTitle } from '../components/app.tsx';
import { RefusalNotice } from '../components/api-key.tsx';
import { Chip, Chips } from '../components/chip.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { Elephant } from '../components/scene.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { countOf, filterMeetings, isLive, type Shown, SHOWN } from '../lib/meeting-filter.ts';
import { inListOrder } from '../lib/meeting-days.ts';
import type { Meeting } from '../lib/wire.ts';
import { MeetingDetails } from './meeting-details.tsx';
import { Days, LiveMeetings } from './meetings-list.tsx';
import { Week } from './meetings-week.tsx';
import { useAddress } from './use-address.ts';
import { useMeetings } from './use-meetings.ts';
import { type LinkTo, useQueryParameter } from './use-query-parameter.ts';

export const MeetingsPage = () => {
  const { value: id, linkTo } = useQueryParameter('id');
  return (
    <OrganiserShell page="meetings">
      {id === undefined ? <Overview linkTo={linkTo} /> : <MeetingDetails key={id} id={id} back={linkTo(undefined)} />}
    </OrganiserShell>
  );
};

/** Rows that the list shows at first, and for another search; twice as many with each press. More would make the page slow. */
const ROWS = 50;

const Overview = ({ linkTo }: { readonly linkTo: LinkTo }) => {
  const texts = useOrganiserTexts();
  const now = useMinute();
  const [pages, setPages] = useState(1);
  const [rows, setRows] = useState(ROWS);
  const [text, setText] = useAddress('search', '');
  const [shownText, setShown] = useAddress('show', 'all');
  const [view, setView] = useAddress('view', 'list');
  const shown: Shown = SHOWN.find((known) => known === shownText) ?? 'all';
  // Typing stays fast: the list follows.
  const search = useDeferredValue(text);
  useTitle(texts.meetings);

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
    <div className="column">
      <div className="heading-row">
        <h1>{texts.meetings}</h1>
        <div className="heading-end filters" role="search">
          <input
            type="search"
            placeholder={texts.searchHint}
            aria-label={texts.searchLabel}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setRows(ROWS);
            }}
          />
          <Chips label={texts.view}>
            <Chip on={view !== 'week'} onClick={() => setView('list')}>
              {texts.list}
            </Chip>
            <Chip on={view === 'week'} onClick={() => setView('week')}>
              {texts.week}
            </Chip>
          </Chips>
        </div>
      </div>
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
          {view === 'week' ? (
            <Week meetings={found} now={now} linkTo={linkTo} />
          ) : (
            <>
              <LiveMeetings meetings={live} now={now} linkTo={linkTo} />
              <Days meetings={others} now={now} rows={rows} linkTo={linkTo} />
              <div className="buttons">
                {others.length > rows && (
                  <button type="button" onClick={() => setRows(2 * rows)}>
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
      <p className="visually-hidden" role="status">
        {value ? texts.found(found.length, all.length) : ''}
      </p>
      {lost && value && <ConnectionLost />}
    </div>
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
