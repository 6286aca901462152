import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts, useTexts } from '../components/language.tsx';
import { PersonalLink } from '../components/personal-link.tsx';
import { SeriesDates } from '../components/series-dates.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { calendarEvent } from '../lib/calendar-event.ts';
import { clockTime, longDate, minutesText, shortDate } from '../lib/instant.ts';
import { isEndless, ruleText } from '../lib/repeat.ts';
import { otherOf } from '../lib/roles.ts';
import { zonesBeside } from '../lib/series-dates.ts';
import {
  type PersonalLinks,
  type Receipt,
  type Role,
  ROLES,
  type ScheduleBody,
  type SeriesDetails,
} from '../lib/wire.ts';
import { ownZone, zoneName } from '../lib/zones.ts';

const SaveInCalendar = lazy(() => import('../components/save-in-calendar.tsx'));

interface ScheduledMeeting {
  readonly body: ScheduleBody;
  readonly receipt: Receipt;
}
interface ScheduledSeries {
  readonly body: ScheduleBody;
  readonly series: SeriesDetails;
  readonly links: PersonalLinks;
}
export type Scheduled = ScheduledMeeting | ScheduledSeries;

interface DialogActions {
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

export const ScheduledDialog = ({ scheduled, ...actions }: DialogActions & { readonly scheduled: Scheduled }) =>
  'series' in scheduled ? <SeriesDialog {...scheduled} {...actions} /> : <MeetingDialog {...scheduled} {...actions} />;

const MeetingDialog = ({ body, receipt, ...actions }: ScheduledMeeting & DialogActions) => {
  const texts = useOrganiserTexts();
  const at = Date.parse(receipt.meet_time);
  return (
    <LinksDialog
      {...actions}
      title={texts.scheduledTitle}
      lead={`${longDate(at, body.time_zone)}, ${clockTime(at, body.time_zone)} · ${minutesText(body.duration_minutes)}`}
      body={body}
      links={receipt}
      note={texts.linksArePersonal}
      view={
        <a className="button" href={`./meetings?id=${encodeURIComponent(receipt.id)}`}>
          {texts.viewMeeting}
        </a>
      }
      moreFor={(role) => <MeetingInCalendar body={body} receipt={receipt} role={role} />}
    >
      <LocalTimes at={at} zone={body.time_zone} />
    </LinksDialog>
  );
};

const SeriesDialog = ({ body, series, links, ...actions }: ScheduledSeries & DialogActions) => {
  const texts = useOrganiserTexts();
  return (
    <LinksDialog
      {...actions}
      title={texts.series.scheduledTitle}
      lead={`${ruleText(series.rrule, series.start, texts)} · ${minutesText(series.duration_minutes)}`}
      body={body}
      links={links}
      note={`${texts.series.linksServeAll} ${texts.linksArePersonal}`}
      view={
        <a className="button" href={`./meetings?series=${encodeURIComponent(series.id)}`}>
          {texts.series.view}
        </a>
      }
    >
      <SeriesDates
        occurrences={series.occurrences}
        time={series.start.slice(11, 16)}
        zone={series.time_zone}
        others={zonesBeside(series)}
        endless={isEndless(series.rrule)}
      />
    </LinksDialog>
  );
};

interface LinksDialogProps extends DialogActions {
  readonly title: string;
  readonly lead: string;
  readonly body: ScheduleBody;
  readonly links: PersonalLinks;
  readonly note: string;
  /** The link to what was scheduled. */
  readonly view: ReactNode;
  /** Further buttons for a link. */
  readonly moreFor?: (role: Role) => ReactNode;
  readonly children: ReactNode;
}

const LinksDialog = (props: LinksDialogProps) => {
  const { title, lead, body, links, note, view, moreFor, children, onAnother, onClose } = props;
  const texts = useOrganiserTexts();
  return (
    <Dialog title={title} onClose={onClose} wide>
      <p className="lead">{lead}</p>
      <div className="links">
        {ROLES.map((role) => (
          <PersonalLink
            key={role}
            role={role}
            name={body[`${role}_name`]}
            link={links[`${role}_link`]}
            title={texts.meetingWith(body[`${otherOf(role)}_name`])}
          >
            {moreFor?.(role)}
          </PersonalLink>
        ))}
      </div>
      <p className="muted small">{note}</p>
      {children}
      <div className="buttons buttons-end">
        {view}
        <button type="button" onClick={onAnother}>
          {texts.scheduleAnother}
        </button>
        <button type="button" className="primary" onClick={onClose}>
          {texts.done}
        </button>
      </div>
    </Dialog>
  );
};

const MeetingInCalendar = ({ body, receipt, role }: ScheduledMeeting & { readonly role: Role }) => {
  const texts = useOrganiserTexts();
  const { calendarText } = useTexts();
  const url = receipt[`${role}_link`];
  const event = calendarEvent({
    id: receipt.id,
    sequence: 0,
    meetTime: receipt.meet_time,
    minutes: body.duration_minutes,
    zone: body.time_zone,
    title: texts.meetingWith(body[`${otherOf(role)}_name`]),
    description: calendarText(url),
    url,
  });
  const early = (
    <button type="button" disabled aria-label={texts.calendarFor[role]}>
      <Icon name="calendar" />
      {texts.calendar}
    </button>
  );
  return (
    <Suspense fallback={early}>
      <SaveInCalendar event={event} label={texts.calendarFor[role]} />
    </Suspense>
  );
};

/** The meeting time in the meeting's zone, the reader's zone, and a selected zone. */
const LocalTimes = ({ at, zone }: { readonly at: number; readonly zone: string }) => {
  const texts = useOrganiserTexts();
  const [other, setOther] = useState('UTC');
  const names = [...new Set([zone, ownZone()]), other];
  return (
    <section className="local-times" aria-label={texts.localTimes}>
      <dl>
        {names.map((name, index) => (
          <div key={index}>
            <dt>{zoneName(name)}</dt>
            <dd>{timeIn(name, at)}</dd>
          </div>
        ))}
      </dl>
      <Field label={texts.anotherZone}>
        {(attributes) => <ZonePicker {...attributes} zone={other} onChange={setOther} at={at} />}
      </Field>
    </section>
  );
};

const timeIn = (zone: string, at: number): string => `${shortDate(at, zone)}, ${clockTime(at, zone)}`;
