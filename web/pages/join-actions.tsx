import { lazy, Suspense, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icons.tsx';
import { useTexts } from '../components/language.tsx';
import { meetingTitle } from '../components/meeting-head.tsx';
import type { Link } from '../lib/api.ts';
import { calendarEvent } from '../lib/calendar-event.ts';
import { personalUrl } from '../lib/personal-link.ts';
import type { Open, Waiting } from '../lib/wire.ts';

const CalendarChoice = lazy(() =>
  import('../components/calendar-choice.tsx').then((module) => ({ default: module.CalendarChoice })),
);
const QrCode = lazy(() => import('../components/qr-code.tsx'));

interface JoinActionsProps {
  readonly link: Link;
  readonly answer: Waiting | Open;
}

/** What a person can do with the personal link: copy it, open it on the phone, keep the date. */
export const JoinActions = ({ link, answer }: JoinActionsProps) => {
  const texts = useTexts();
  const [open, setOpen] = useState<'phone' | 'calendar'>();
  const url = personalUrl(link, location.href);
  const close = (): void => setOpen(undefined);
  return (
    <div className="lobby-actions">
      <CopyLink url={url} />
      <button type="button" className="quiet wide-only" onClick={() => setOpen('phone')}>
        <Icon name="phone" /> {texts.openOnPhone}
      </button>
      <button type="button" className="quiet" onClick={() => setOpen('calendar')}>
        <Icon name="calendar" /> {texts.addToCalendar}
      </button>
      <Notify />
      {open === 'phone' && (
        <Dialog title={texts.openOnPhone} onClose={close}>
          <p>{texts.scanCode}</p>
          <Suspense fallback={<div className="qr" />}>
            <QrCode text={url} label={texts.openOnPhone} />
          </Suspense>
          <Close onClose={close} />
        </Dialog>
      )}
      {open === 'calendar' && (
        <Dialog title={texts.addToCalendar} onClose={close}>
          <Suspense fallback={<p className="muted">{texts.loading}</p>}>
            <CalendarChoice
              event={calendarEvent({
                id: link.id,
                sequence: answer.calendar_sequence,
                meetTime: answer.meet_time,
                minutes: answer.duration_minutes,
                zone: answer.time_zone,
                title: meetingTitle(answer, link.role, texts),
                description: texts.calendarText(url),
                url,
              })}
            />
          </Suspense>
          <Close onClose={close} />
        </Dialog>
      )}
    </div>
  );
};

const Close = ({ onClose }: { readonly onClose: () => void }) => {
  const texts = useTexts();
  return (
    <div className="buttons buttons-end">
      <button type="button" onClick={onClose}>
        {texts.close}
      </button>
    </div>
  );
};

const CopyLink = ({ url }: { readonly url: string }) => {
  const texts = useTexts();
  const [result, setResult] = useState<'copied' | 'failed'>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url);
      setResult('copied');
    } catch {
      // No permission, or not a secure origin.
      setResult('failed');
    }
  };
  return (
    <>
      <button type="button" className="quiet" onClick={() => void copy()}>
        <Icon name={result === 'copied' ? 'check' : 'copy'} /> {texts.copyLink}
      </button>
      <span className="visually-hidden" role="status">
        {result === 'copied' ? texts.copied : result === 'failed' ? texts.notCopied : ''}
      </span>
    </>
  );
};

/** Asks once for the permission to notify; a browser that has decided is not asked again. */
const Notify = () => {
  const texts = useTexts();
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (permission === 'denied') return null;
  if (permission === 'granted')
    return (
      <span className="lobby-note">
        <Icon name="bell" /> {texts.willTell}
      </span>
    );
  return (
    <button
      type="button"
      className="quiet"
      onClick={() => void Notification.requestPermission().then(setPermission, () => setPermission('denied'))}
    >
      <Icon name="bell" /> {texts.tellMe}
    </button>
  );
};
