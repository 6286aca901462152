import { useMemo, useState } from 'react';
import { Icon } from '../components/icons.tsx';
import { StatusBadge } from '../components/meeting-head.tsx';
import { clockTime, shortDate } from '../lib/instant.ts';
import { type Day, weekOf } from '../lib/meeting-days.ts';
import type { MeetingsProps } from './meetings-list.tsx';
import type { LinkTo } from './use-query-parameter.ts';

/** A calendar week, from Monday. */
export const Week = ({ meetings, now, linkTo }: MeetingsProps) => {
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
