import { useCallback, useMemo, useState } from 'react';
import { useApp, useNow, useTitle } from '../components/app.tsx';
import { Organiser, useOrganiser } from '../components/organiser.tsx';
import { RefusedNotice } from '../components/refused-notice.tsx';
import { Shell } from '../components/shell.tsx';
import { StatusBadge } from '../components/status.tsx';
import { clockTime, fromNow, shortDate } from '../lib/instant.ts';
import { ALL, type Choice, CHOICES, matching } from '../lib/meeting-filter.ts';
import type { Meeting } from '../lib/wire.ts';
import { MeetingDetails } from './meeting-details.tsx';
import { useAddress } from './use-address.ts';
import { useLive } from './use-live.ts';

export const MeetingsPage = () => {
  const { value: id, linkTo } = useAddress('id');
  return (
    <Shell page="meetings">
      <Organiser>
        {id === undefined ? <Overview linkTo={linkTo} /> : <MeetingDetails key={id} id={id} back={linkTo(undefined)} />}
      </Organiser>
    </Shell>
  );
};

interface Loaded {
  readonly meetings: readonly Meeting[];
  readonly more: boolean;
}

const Overview = ({ linkTo }: Pick<ReturnType<typeof useAddress>, 'linkTo'>) => {
  const { api, clock } = useApp();
  const withKey = useOrganiser();
  const [pages, setPages] = useState(1);
  const [text, setText] = useState('');
  const [choice, setChoice] = useState<Choice>(ALL);
  useTitle('Meetings');

  const ask = useCallback(async (): Promise<Loaded> => {
    const meetings: Meeting[] = [];
    let cursor: string | undefined;
    for (let turned = 0; turned < pages; turned++) {
      const after = cursor;
      const page = await withKey(() => api.meetings(after));
      meetings.push(...page.meetings);
      cursor = page.cursor;
      if (cursor === undefined) break;
      // The open meetings count as one page, so that the first sight also shows some of the past.
      if (turned === 0 && page.meetings.every(({ status }) => status !== 'ENDED')) turned--;
    }
    return { meetings, more: cursor !== undefined };
  }, [api, withKey, pages]);
  const every = useCallback(() => Math.max(1_000, clock.worldMillis(10_000)), [clock]);
  const { value, refusal, lost, reload } = useLive(ask, every);

  const found = useMemo(() => matching(value?.meetings ?? [], text, choice), [value, text, choice]);
  const upcoming = found.filter(({ status }) => status !== 'ENDED');
  const past = found.filter(({ status }) => status === 'ENDED');
  return (
    <div className="column column-wide">
      <div className="heading-row">
        <h1>Meetings</h1>
        <div className="filters" role="search">
          <input
            type="search"
            placeholder="Name, e-mail or id"
            aria-label="Filter by name, e-mail or id"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <select
            aria-label="Filter by status"
            value={choice}
            onChange={(event) =>
              setChoice(CHOICES.find(({ value: known }) => known === event.target.value)?.value ?? ALL)
            }
          >
            {CHOICES.map(({ value: option, label }) => (
              <option key={option} value={option}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      {refusal && <RefusedNotice refusal={refusal} onAgain={reload} />}
      {!refusal && !value && (
        <p className="muted empty">{lost ? 'The server does not answer. Trying again…' : 'Loading…'}</p>
      )}
      {value && !refusal && (
        <>
          <Shelf
            title="Upcoming"
            meetings={upcoming}
            linkTo={linkTo}
            empty={text || choice !== ALL ? 'None that matches' : 'Nothing is planned'}
          />
          <Shelf
            title="Past"
            meetings={past}
            linkTo={linkTo}
            empty={text || choice !== ALL ? 'None that matches' : 'Nothing yet'}
          />
          {value.more && (
            <div className="buttons">
              <button type="button" onClick={() => setPages(pages + 1)}>
                Show more of the past
              </button>
            </div>
          )}
        </>
      )}
      <p className="visually-hidden" role="status">
        {value ? `${upcoming.length} upcoming, ${past.length} past` : ''}
      </p>
      {lost && value && (
        <p className="toast" role="status">
          The connection is lost. Trying again…
        </p>
      )}
    </div>
  );
};

interface ShelfProps extends Pick<ReturnType<typeof useAddress>, 'linkTo'> {
  readonly title: string;
  readonly meetings: readonly Meeting[];
  readonly empty: string;
}

const Shelf = ({ title, meetings, empty, linkTo }: ShelfProps) => {
  const now = useNow();
  return (
    <section className="shelf" aria-label={title}>
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
