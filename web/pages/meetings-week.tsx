import { useMemo, useState } from 'react';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { clockTime, dateRange, shortDate } from '../lib/instant.ts';
import { type Day, weekOf } from '../lib/meeting-days.ts';
import type { MeetingsProps } from './meetings-list.tsx';
import type { LinkTo } from './use-selection.ts';

/** A calendar week, from Monday. */
export const Week = ({ meetings, now, linkTo }: MeetingsProps) => {
  const texts = useOrganiserTexts();
  const [week, setWeek] = useState(0);
  const days = useMemo(() => weekOf(meetings, now, week), [meetings, now, week]);
  return (
    <section aria-label={texts.week}>
      <div className="heading-row week-head">
        <h2>{dateRange(days[0]!.noon, days[6]!.noon)}</h2>
        <div className="buttons">
          <button type="button" className="compact" onClick={() => setWeek(week - 1)}>
            <Icon name="back" /> {texts.previousWeek}
          </button>
          <button type="button" className="compact" onClick={() => setWeek(0)} disabled={week === 0}>
            {texts.thisWeek}
          </button>
          <button type="button" className="compact" onClick={() => setWeek(week + 1)}>
            {texts.nextWeek} <Icon name="forward" />
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

const NoMeetings = () => <p className="visually-hidden">{useOrganiserTexts().noMeetings}</p>;

const WeekDay = ({ day, linkTo }: { readonly day: Day; readonly linkTo: LinkTo }) => (
  <li className={day.offset === 0 ? 'week-day week-today' : 'week-day'}>
    <h3>{shortDate(day.noon)}</h3>
    {day.meetings.length === 0 && <NoMeetings />}
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
