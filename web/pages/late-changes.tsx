import { useEffect } from 'react';
import { useApp, useNow } from '../components/app.tsx';
import { useTexts } from '../components/language.tsx';
import { MinutesButton } from '../components/minutes-button.tsx';
import type { Link } from '../lib/api.ts';
import { clockTime } from '../lib/instant.ts';
import type { Details, Open, PlannedTimes, Waiting } from '../lib/wire.ts';

interface ChangeProps {
  readonly meeting: Pick<Details, 'hard_end' | 'extension_minutes_left' | 'late_minutes' | 'late_minutes_left'>;
  /** Makes one call with the teacher's link. */
  readonly withLink: (call: (link: Link) => Promise<PlannedTimes>) => Promise<PlannedTimes>;
  readonly onChanged: () => void;
}

export const Extend = ({
  meeting,
  withLink,
  onChanged,
  isOffered = true,
}: ChangeProps & { readonly isOffered?: boolean }) => {
  const { api } = useApp();
  const texts = useTexts();
  const closesAt = ({ hard_end }: Pick<PlannedTimes, 'hard_end'>): string =>
    texts.closesAt(clockTime(Date.parse(hard_end)));
  return (
    <MinutesButton
      label={texts.extend}
      title={texts.extendTitle}
      text={`${closesAt(meeting)} ${texts.extendText}`}
      most={isOffered ? meeting.extension_minutes_left : 0}
      act={(minutes, key) => withLink((link) => api.extend(link, minutes, key))}
      said={closesAt}
      onDone={onChanged}
    />
  );
};

export const StartLater = ({ meeting, withLink, onChanged }: ChangeProps) => {
  const { api } = useApp();
  const texts = useTexts();
  return (
    <MinutesButton
      label={texts.startLater}
      title={texts.startLaterTitle}
      text={texts.startLaterText}
      most={meeting.late_minutes_left}
      act={(minutes) => withLink((link) => api.startLate(link, meeting.late_minutes + minutes))}
      said={({ meet_time }) => texts.startsAt(clockTime(Date.parse(meet_time)))}
      onDone={onChanged}
    />
  );
};

/** Milliseconds before the hard end. */
const OFFERED_FROM = 10 * 60_000;

interface JoinPageProps {
  readonly answer: Waiting | Open;
  readonly link: Link;
  /** Loads the state of the meeting. */
  readonly onChanged: () => void;
}

/** Ten minutes before the hard end: when the room closes and, for the teacher, how to keep it open. */
export const ClosesSoon = ({ answer, link, onChanged }: JoinPageProps) => {
  const texts = useTexts();
  const now = useNow();
  const end = Date.parse(answer.hard_end);
  const isDue = end - now <= OFFERED_FROM && end > now;
  useEffect(() => {
    // The organiser may have moved the end since this page asked.
    if (isDue) onChanged();
  }, [isDue, onChanged]);
  return (
    <div className={isDue ? 'notice ends-soon' : undefined} role={isDue ? 'note' : undefined}>
      {isDue && <span>{texts.closesAt(clockTime(end))} </span>}
      {link.role === 'teacher' && (
        <Extend meeting={answer} withLink={(call) => call(link)} onChanged={onChanged} isOffered={isDue} />
      )}
    </div>
  );
};

/** For the teacher, until somebody comes. */
export const MayStartLater = ({ answer, link, onChanged }: JoinPageProps) =>
  link.role === 'teacher' && <StartLater meeting={answer} withLink={(call) => call(link)} onChanged={onChanged} />;
