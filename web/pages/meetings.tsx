import { useCallback, useMemo, useState } from 'react';
import { useApp, useNow, useTitle } from '../components/app.tsx';
import { ApiKeyProvider, RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { StatusBadge } from '../components/meeting-head.tsx';
import { ConnectionLost, Loading, Shell } from '../components/shell.tsx';
import { clockTime, fromNow, shortDate } from '../lib/instant.ts';
import { ALL, filterMeetings, STATUS_FILTERS, type StatusFilter } from '../lib/meeting-filter.ts';
import type { Meeting } from '../lib/wire.ts';
import { MeetingDetails } from './meeting-details.tsx';
import { usePoll } from './use-poll.ts';
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

interface Loaded {
  readonly meetings: readonly Meeting[];
  readonly more: boolean;
}

const Overview = ({ linkTo }: Pick<ReturnType<typeof useQueryParameter>, 'linkTo'>) => {
  const { api, clock } = useApp();
  const withApiKey = useApiKey();
  const [pages, setPages] = useState(1);
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<StatusFilter>(ALL);
  useTitle('Meetings');

  const load = useCallback(async (): Promise<Loaded> => {
    const meetings: Meeting[] = [];
    let cursor: string | undefined;
    for (let read = 0; read < pages; read++) {
      const after = cursor;
      const page = await withApiKey(() => api.meetings(after));
      meetings.push(...page.meetings);
      cursor = page.cursor;
      if (cursor === undefined) break;
      // Pages before the first past meeting do not count, so that the overview also shows past meetings.
      if (read === 0 && page.meetings.every(({ status }) => status !== 'ENDED')) read--;
    }
    return { meetings, more: cursor !== undefined };
  }, [api, withApiKey, pages]);
  const every = useCallback(() => Math.max(1_000, clock.realMillis(10_000)), [clock]);
  const { value, refusal, lost, reload } = usePoll(load, every);

  const found = useMemo(() => filterMeetings(value?.meetings ?? [], text, filter), [value, text, filter]);
  const upcoming = found.filter(({ status }) => status !== 'ENDED');
  const past = found.filter(({ status }) => status === 'ENDED');
  const filtered = text !== '' || filter !== ALL;
  return (
    <div className="column column-wide">
      <div className="heading-row">
        <h1>Meetings</h1>
        <div className="filters" role="search">
          <input
            type="search"
            placeholder="Name, email, or ID"
            aria-label="Filter by name, email, or ID"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <select
            aria-label="Filter by status"
            value={filter}
            onChange={(event) =>
              setFilter(STATUS_FILTERS.find(({ value: known }) => known === event.target.value)?.value ?? ALL)
            }
          >
            {STATUS_FILTERS.map(({ value: option, label }) => (
              <option key={option} value={option}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {value && !refusal && (
        <>
          <MeetingSection
            title="Upcoming"
            meetings={upcoming}
            linkTo={linkTo}
            empty={filtered ? 'No matching meetings' : 'No upcoming meetings'}
          />
          <MeetingSection
            title="Past"
            meetings={past}
            linkTo={linkTo}
            empty={filtered ? 'No matching meetings' : 'No past meetings'}
          />
          {value.more && (
            <div className="buttons">
              <button type="button" onClick={() => setPages(pages + 1)}>
                Show more past meetings
              </button>
            </div>
          )}
        </>
      )}
      <p className="visually-hidden" role="status">
        {value ? `${upcoming.length} upcoming, ${past.length} past` : ''}
      </p>
      {lost && value && <ConnectionLost />}
    </div>
  );
};

interface MeetingSectionProps extends Pick<ReturnType<typeof useQueryParameter>, 'linkTo'> {
  readonly title: string;
  readonly meetings: readonly Meeting[];
  readonly empty: string;
}

const MeetingSection = ({ title, meetings, empty, linkTo }: MeetingSectionProps) => {
  const now = useNow();
  return (
    <section className="meeting-section" aria-label={title}>
      <h2>
        {title} <span className="muted count">{meetings.length}</span>
      </h2>
      {meetings.length === 0 ? (
        <p className="muted empty">{empty}</p>
      ) : (
        <ul className="meetings">
          {meetings.map((meeting) => {
            const at = Date.parse(meeting.meet_time);
            return (
              <li key={meeting.id}>
                <a className="meeting" {...linkTo(meeting.id)}>
                  <span className="meeting-when">
                    <strong>{clockTime(at)}</strong>
                    <span className="muted">{shortDate(at)}</span>
                  </span>
                  <span className="meeting-who">
                    <span className="meeting-names">
                      {meeting.teacher_name} <span className="muted">with</span> {meeting.student_name}
                    </span>
                    <span className="muted small">
                      {meeting.duration_minutes} min · {fromNow(at, now)}
                    </span>
                  </span>
                  <StatusBadge meeting={meeting} />
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
};
