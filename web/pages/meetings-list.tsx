import { memo, useMemo } from 'react';
import { Icon } from '../components/icons.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Face } from '../components/person.tsx';
import { Elephant } from '../components/scene.tsx';
import { clockTime, dayName, fromNow, longDate, shortMinutes, timeRange } from '../lib/instant.ts';
import { daysOf } from '../lib/meeting-days.ts';
import type { Meeting } from '../lib/wire.ts';
import type { LinkTo } from './use-selection.ts';

export interface MeetingsProps {
  readonly meetings: readonly Meeting[];
  readonly now: number;
  readonly linkTo: LinkTo;
}

/** Meetings that need attention now come first. */
export const LiveMeetings = ({ meetings, now, linkTo }: MeetingsProps) => {
  const texts = useOrganiserTexts();
  if (meetings.length === 0) return null;
  return (
    <section className="live" aria-label={texts.shown.live}>
      <ul className="live-list">
        {meetings.map((meeting) => {
          const at = Date.parse(meeting.meet_time);
          const end = at + meeting.duration_minutes * 60_000;
          const isOpen = meeting.opened_at !== undefined;
          // The meeting, or the time until it.
          const [from, to] = isOpen ? [at, end] : [Date.parse(meeting.launch_at), at];
          return (
            <li key={meeting.id}>
              <a className="card live-meeting" {...linkTo(meeting.id)}>
                <Elephant mood={isOpen ? 'lesson' : 'waking'} />
                <span className="live-text">
                  <Names meeting={meeting} />
                  <span className="small muted">
                    {timeRange(at, end)}
                    {meeting.status !== 'IN_PROGRESS' && ` · ${fromNow(at, now)}`}
                  </span>
                  <span className={isOpen ? 'live-bar' : 'live-bar live-bar-early'} aria-hidden="true">
                    <i style={{ inlineSize: `${Math.min(100, Math.max(0, ((now - from) / (to - from)) * 100))}%` }} />
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
};

const Names = ({ meeting }: { readonly meeting: Meeting }) => (
  <span className="meeting-names">
    <b>
      <bdi>{meeting.student_name}</bdi>
    </b>{' '}
    <span className="muted">{useOrganiserTexts().with(meeting.teacher_name)}</span>
  </span>
);

/** The first rows of the meetings, which are in the order of the list. */
export const Days = ({ meetings, now, rows, linkTo }: MeetingsProps & { readonly rows: number }) => {
  const days = useMemo(() => daysOf(meetings.slice(0, rows), now), [meetings, now, rows]);
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

const PartOfSeries = () => (
  <span className="part-of">
    {' '}
    · <Icon name="repeat" /> {useOrganiserTexts().series.partOf}
  </span>
);

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
              {shortMinutes(meeting.duration_minutes)} · {fromNow(at, now)}
              {meeting.series_id !== undefined && <PartOfSeries />}
            </span>
          </span>
          <StatusBadge meeting={meeting} />
        </a>
      </li>
    );
  },
  (before, after) => before.meeting === after.meeting && before.now === after.now,
);
