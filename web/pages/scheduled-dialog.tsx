import { lazy, Suspense, useState } from 'react';
import { useApp } from '../components/app.tsx';
import { download } from '../components/calendar-choice.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icons.tsx';
import { ZonePicker } from '../components/zone-picker.tsx';
import { calendarFile, calendarFileName } from '../lib/ics.ts';
import { clockTime, longDate, shortDate } from '../lib/instant.ts';
import { safeUrl } from '../lib/safe-url.ts';
import type { Receipt, Role, ScheduleBody } from '../lib/wire.ts';
import { ownZone, zoneName } from '../lib/zones.ts';

const QrCode = lazy(() => import('../components/qr-code.tsx'));

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
  const { receipt, body } = scheduled;
  const at = Date.parse(receipt.meet_time);
  return (
    <Dialog title="Meeting scheduled" onClose={onClose} wide>
      <p className="lead">
        {longDate(at, body.time_zone)}, {clockTime(at, body.time_zone)} · {body.duration_minutes} minutes
      </p>
      <div className="links">
        <RoleLink scheduled={scheduled} role="teacher" name={body.teacher_name} link={receipt.teacher_link} />
        <RoleLink scheduled={scheduled} role="student" name={body.student_name} link={receipt.student_link} />
      </div>
      <p className="muted small">Each link is personal. Anyone who has it can join under that name.</p>
      <LocalTimes at={at} zone={body.time_zone} />
      <div className="buttons buttons-end">
        <a className="button" href={`./meetings?id=${encodeURIComponent(receipt.id)}`}>
          View meeting
        </a>
        <button type="button" onClick={onAnother}>
          Schedule another
        </button>
        <button type="button" className="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
};

interface RoleLinkProps {
  readonly scheduled: Scheduled;
  readonly role: Role;
  readonly name: string;
  readonly link: string;
}

const RoleLink = ({ scheduled: { receipt, body }, role, name, link }: RoleLinkProps) => {
  const { clock } = useApp();
  const url = safeUrl(link);
  const linkName = `${role}'s link`;
  if (url === undefined) return <p className="notice notice-bad">The server returned an invalid {linkName}.</p>;
  const other = role === 'teacher' ? body.student_name : body.teacher_name;
  const title = `Meeting with ${other}`;
  const save = (): void => {
    const file = calendarFile({
      uid: `${receipt.id}-${role}@${location.hostname}`,
      start: Date.parse(receipt.meet_time),
      minutes: body.duration_minutes,
      stamp: clock.now(),
      title,
      description: `Join with your personal link: ${url}`,
      url,
    });
    download(calendarFileName(title, Date.parse(receipt.meet_time)), file);
  };
  return (
    <section className="role-link" aria-label={`The ${linkName}`}>
      <h3>
        {name} <span className="muted">· {role}</span>
      </h3>
      <div className="wide-only">
        <Suspense fallback={<div className="qr" />}>
          <QrCode text={url} label={`QR code of the ${linkName}`} />
        </Suspense>
      </div>
      <input readOnly value={url} aria-label={`The ${linkName}`} onFocus={(event) => event.target.select()} />
      <div className="buttons">
        <CopyButton text={url} what={`the ${linkName}`} />
        <a className="button" href={url} target="_blank" rel="noopener noreferrer">
          <Icon name="open" />
          Open<span className="visually-hidden"> the {linkName} in a new tab</span>
        </a>
        {'share' in navigator && (
          <button type="button" onClick={() => void share(title, url)}>
            <Icon name="share" />
            Share<span className="visually-hidden"> the {linkName}</span>
          </button>
        )}
        <button type="button" onClick={save}>
          <Icon name="calendar" />
          Calendar<span className="visually-hidden"> file for the {role}</span>
        </button>
      </div>
    </section>
  );
};

async function share(title: string, url: string): Promise<void> {
  try {
    await navigator.share({ title, url });
  } catch (error) {
    // The user closed the share dialog.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The meeting time in the meeting's zone, the reader's zone, and a selected zone. */
const LocalTimes = ({ at, zone }: { readonly at: number; readonly zone: string }) => {
  const [other, setOther] = useState('UTC');
  const names = [...new Set([zone, ownZone()]), other];
  return (
    <section className="local-times" aria-label="Local times">
      <dl>
        {names.map((name, index) => (
          <div key={index}>
            <dt>{zoneName(name)}</dt>
            <dd>{timeIn(name, at)}</dd>
          </div>
        ))}
      </dl>
      <Field label="Another time zone">
        {(attributes) => <ZonePicker {...attributes} zone={other} onChange={setOther} at={at} />}
      </Field>
    </section>
  );
};

const timeIn = (zone: string, at: number): string => `${shortDate(at, zone)}, ${clockTime(at, zone)}`;
