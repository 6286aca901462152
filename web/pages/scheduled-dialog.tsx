import { useState } from 'react';
import { useApp } from '../components/app.tsx';
import { download } from '../components/calendar-choice.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts, useTexts } from '../components/language.tsx';
import { PersonalLink } from '../components/personal-link.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { calendarFile, calendarFileName } from '../lib/ics.ts';
import { clockTime, longDate, minutesText, shortDate } from '../lib/instant.ts';
import { type Receipt, type Role, ROLES, type ScheduleBody } from '../lib/wire.ts';
import { ownZone, zoneName } from '../lib/zones.ts';

export interface Scheduled {
  readonly receipt: Receipt;
  readonly body: ScheduleBody;
}

interface ScheduledDialogProps {
  readonly scheduled: Scheduled;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

export const ScheduledDialog = ({ scheduled, onAnother, onClose }: ScheduledDialogProps) => {
  const texts = useOrganiserTexts();
  const { receipt, body } = scheduled;
  const at = Date.parse(receipt.meet_time);
  return (
    <Dialog title={texts.scheduledTitle} onClose={onClose} wide>
      <p className="lead">
        {longDate(at, body.time_zone)}, {clockTime(at, body.time_zone)} · {minutesText(body.duration_minutes)}
      </p>
      <div className="links">
        {ROLES.map((role) => (
          <RoleLink key={role} scheduled={scheduled} role={role} />
        ))}
      </div>
      <p className="muted small">{texts.linksArePersonal}</p>
      <LocalTimes at={at} zone={body.time_zone} />
      <div className="buttons buttons-end">
        <a className="button" href={`./meetings?id=${encodeURIComponent(receipt.id)}`}>
          {texts.viewMeeting}
        </a>
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

interface RoleLinkProps {
  readonly scheduled: Scheduled;
  readonly role: Role;
}

const RoleLink = ({ scheduled: { receipt, body }, role }: RoleLinkProps) => {
  const { clock } = useApp();
  const texts = useOrganiserTexts();
  const { calendarText } = useTexts();
  const [name, other] =
    role === 'teacher' ? [body.teacher_name, body.student_name] : [body.student_name, body.teacher_name];
  const link = receipt[`${role}_link`];
  const title = texts.meetingWith(other);
  const save = (): void => {
    const start = Date.parse(receipt.meet_time);
    const file = calendarFile({
      uid: `${receipt.id}-${role}@${location.hostname}`,
      start,
      minutes: body.duration_minutes,
      stamp: clock.now(),
      title,
      description: calendarText(link),
      url: link,
    });
    download(calendarFileName(title, start), file);
  };
  return (
    <PersonalLink role={role} name={name} link={link} title={title}>
      <button type="button" onClick={save} aria-label={texts.calendarFor[role]}>
        <Icon name="calendar" />
        {texts.calendar}
      </button>
    </PersonalLink>
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
