import { memo, type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { useNow, useTitle } from '../components/app.tsx';
import { ApiKeyProvider, RefusalNotice } from '../components/api-key.tsx';
import { Icon } from '../components/icons.tsx';
import { StatusBadge } from '../components/meeting-head.tsx';
import { Face } from '../components/person.tsx';
import { Elephant } from '../components/scene.tsx';
import { ConnectionLost, Loading, Shell } from '../components/shell.tsx';
import { clockTime, dayName, fromNow, longDate, shortDate } from '../lib/instant.ts';
import { type Day, daysOf, weekOf } from '../lib/meeting-days.ts';
import { countOf, filterMeetings, isLive, type Shown, SHOWN, SHOWN_LABELS } from '../lib/meeting-filter.ts';
import type { Meeting } from '../lib/wire.ts';
import { MeetingDetails } from './meeting-details.tsx';
import { useAddress } from './use-address.ts';
import { useMeetings } from './use-meetings.ts';
import { useQueryParameter } from './use-query-parameter.ts';

export const MeetingsPage = () => {
  const { value: id, linkTo } = useQueryParameter('id');
  return (
    <Shell page="meetings">
      <ApiKeyProvider>
        {id === undefined ? <Overview linkTo={linkTo} /> : <MeetingDetails key={id} id={id} back={linkTo(undefined)} />}
      </ApiKeyProvider>
    </Shell>
  );
};

type LinkTo = ReturnType<typeof useQueryParameter>['linkTo'];

/** Rows that the list shows at first, and more with each press. More would make the page slow. */
const ROWS = 100;

const Overview = ({ linkTo }: { readonly linkTo: LinkTo }) => {
  const now = useMinute();
  const [pages, setPages] = useState(1);
  const [rows, setRows] = useState(ROWS);
  const [text, setText] = useAddress('search', '');
  const [shownText, setShown] = useAddress('show', 'all');
  const [view, setView] = useAddress('view', 'list');
  const shown: Shown = SHOWN.find((known) => known === shownText) ?? 'all';
  // Typing stays fast: the list follows.
  const search = useDeferredValue(text);
  useTitle('Meetings');

  const { value, refusal, lost, reload } = useMeetings(pages);

  const all = value?.meetings ?? NONE;
  const found = useMemo(() => filterMeetings(all, search, shown), [all, search, shown]);
  const live = useMemo(() => found.filter(isLive), [found]);
  const filtered = search !== '' || shown !== 'all';
  return (
    <div className="column">
      <div className="heading-row">
        <h1>Meetings</h1>
        <div className="heading-end filters" role="search">
          <input
            type="search"
            placeholder="Name, email, or ID"
            aria-label="Search by name, email, or ID"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="chips" role="group" aria-label="View">
            <Chip on={view !== 'week'} onClick={() => setView('list')}>
              List
            </Chip>
            <Chip on={view === 'week'} onClick={() => setView('week')}>
              Week
            </Chip>
          </div>
        </div>
      </div>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {value && !refusal && all.length === 0 && <Empty />}
      {value && !refusal && all.length > 0 && (
        <>
          <div className="chips" role="group" aria-label="Filter by status">
            {SHOWN.map((each) => (
              <Chip key={each} on={shown === each} onClick={() => setShown(each)}>
                {SHOWN_LABELS[each]}
                {each !== 'all' && each !== 'past' && <span className="count"> {countOf(all, each)}</span>}
              </Chip>
            ))}
            <span className="covered small muted">
              {value.more ? 'Search covers all open meetings and the past ones shown.' : 'Search covers all meetings.'}
            </span>
          </div>
          {found.length === 0 && filtered && <p className="muted empty">No matching meetings</p>}
          {view === 'week' ? (
            <Week meetings={found} now={now} linkTo={linkTo} />
          ) : (
            <>
              <Live meetings={live} now={now} linkTo={linkTo} />
              <Days meetings={found} now={now} rows={rows} linkTo={linkTo} />
              <div className="buttons">
                {found.length - live.length > rows && (
                  <button type="button" onClick={() => setRows(rows + ROWS)}>
                    Show more meetings
                  </button>
                )}
                {value.more && (
                  <button type="button" onClick={() => setPages(pages + 1)}>
                    Load more past meetings
                  </button>
                )}
              </div>
            </>
          )}
        </>
      )}
      <p className="visually-hidden" role="status">
        {value ? `${found.length} of ${all.length} meetings` : ''}
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

interface ChipProps {
  readonly on: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

const Chip = ({ on, onClick, children }: ChipProps) => (
  <button type="button" className="chip" aria-pressed={on} onClick={onClick}>
    {children}
  </button>
);

const Empty = () => (
  <section className="card nothing">
    <Elephant mood="asleep" />
    <h2>No meetings yet</h2>
    <p className="muted">A meeting gets a room of its own, which is gone afterwards.</p>
    <a className="button primary" href="./">
      Schedule a meeting
    </a>
  </section>
);

interface ListProps {
  readonly meetings: readonly Meeting[];
  readonly now: number;
  readonly linkTo: LinkTo;
}

/** Meetings that need attention now come first. */
const Live = ({ meetings, now, linkTo }: ListProps) =>
  meetings.length > 0 && (
    <section className="live" aria-label="Live">
      <ul className="live-list">
        {meetings.map((meeting) => {
          const at = Date.parse(meeting.meet_time);
          const end = at + meeting.duration_minutes * 60_000;
          const isOpen = meeting.opened_at !== undefined;
          return (
            <li key={meeting.id}>
              <a className="card live-meeting" {...linkTo(meeting.id)}>
                <Elephant mood={isOpen ? 'lesson' : 'waking'} />
                <span className="live-text">
                  <Names meeting={meeting} />
                  <span className="small muted">
                    {clockTime(at)} to {clockTime(end)},{' '}
                    {meeting.status === 'IN_PROGRESS' ? 'in progress' : fromNow(at, now)}
                  </span>
                  <span className="live-bar" aria-hidden="true">
                    <i style={{ inlineSize: `${Math.min(100, Math.max(0, ((now - at) / (end - at)) * 100))}%` }} />
                  </span>
                </span>
                <StatusBadge meeting={meeting} />
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );

const Names = ({ meeting }: { readonly meeting: Meeting }) => (
  <span className="meeting-names">
    <b>
      <bdi>{meeting.student_name}</bdi>
    </b>{' '}
    <span className="muted">
      with <bdi>{meeting.teacher_name}</bdi>
    </span>
  </span>
);

const Days = ({ meetings, now, rows, linkTo }: ListProps & { readonly rows: number }) => {
  const days = useMemo(() => {
    const others = daysOf(
      meetings.filter((meeting) => !isLive(meeting)),
      now,
    );
    let left = rows;
    return others.flatMap((day) => {
      const kept = day.meetings.slice(0, Math.max(0, left));
      left -= kept.length;
      return kept.length > 0 ? [{ ...day, meetings: kept }] : [];
    });
  }, [meetings, now, rows]);
  return days.map((day) => (
    <section key={day.key} className="day" aria-label={dayName(day.noon, day.offset)}>
      <h2>
        {dayName(day.noon, day.offset)} <small className="muted">{longDate(day.noon)}</small>
      </h2>
      <ul className="meetings">
        {day.meetings.map((meeting) => (
          <Row key={meeting.id} meeting={meeting} now={now} link={linkTo(meeting.id)} />
        ))}
      </ul>
    </section>
  ));
};

interface RowProps {
  readonly meeting: Meeting;
  readonly now: number;
  readonly link: ReturnType<LinkTo>;
}

const Row = memo(
  ({ meeting, now, link }: RowProps) => {
    const at = Date.parse(meeting.meet_time);
    return (
      <li>
        <a className="meeting" {...link}>
          <time className="meeting-time" dateTime={meeting.meet_time}>
            {clockTime(at)}
          </time>
          <span className="faces">
            <Face name={meeting.teacher_name} small />
            <Face name={meeting.student_name} small />
          </span>
          <span className="meeting-who">
            <Names meeting={meeting} />
            <span className="muted small">
              {meeting.duration_minutes} min, {fromNow(at, now)}
            </span>
          </span>
          <StatusBadge meeting={meeting} />
        </a>
      </li>
    );
  },
  (before, after) => before.meeting === after.meeting && before.now === after.now,
);

const Week = ({ meetings, now, linkTo }: ListProps) => {
  const [week, setWeek] = useState(0);
  const days = useMemo(() => weekOf(meetings, now, week), [meetings, now, week]);
  return (
    <section aria-label="Week">
      <div className="heading-row week-head">
        <h2>
          {shortDate(days[0]!.noon)} to {shortDate(days[6]!.noon)}
        </h2>
        <div className="buttons">
          <button type="button" className="compact" onClick={() => setWeek(week - 1)}>
            <Icon name="back" /> Previous<span className="visually-hidden"> week</span>
          </button>
          <button type="button" className="compact" onClick={() => setWeek(0)} disabled={week === 0}>
            This week
          </button>
          <button type="button" className="compact" onClick={() => setWeek(week + 1)}>
            Next<span className="visually-hidden"> week</span> <Icon name="forward" />
          </button>
        </div>
      </div>
      <ol className="week">
        {days.map((day) => (
          <WeekDay key={day.key} day={day} linkTo={linkTo} />
        ))}
      </ol>
    </section>
  );
};

const WeekDay = ({ day, linkTo }: { readonly day: Day; readonly linkTo: LinkTo }) => (
  <li className={day.offset === 0 ? 'week-day week-today' : 'week-day'}>
    <h3>{shortDate(day.noon)}</h3>
    {day.meetings.length === 0 && <p className="visually-hidden">No meetings</p>}
    <ul>
      {day.meetings.map((meeting) => (
        <li key={meeting.id}>
          <a className="week-meeting" {...linkTo(meeting.id)}>
            <b>{clockTime(Date.parse(meeting.meet_time))}</b>
            <bdi>{meeting.student_name}</bdi>
            <StatusBadge meeting={meeting} />
          </a>
        </li>
      ))}
    </ul>
  </li>
);
