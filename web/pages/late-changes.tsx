import { useEffect } from 'react';
import { useApp, useNow } from '../components/app.tsx';
import { useTexts } from '../components/language.tsx';
import { MinutesButton } from '../components/minutes-button.tsx';
import type { Link } from '../lib/api.ts';
import { clockTime } from '../lib/instant.ts';
import type { ChangedTimes, Details, Open, Waiting } from '../lib/wire.ts';

interface ChangeProps {
  readonly meeting: Pick<Details, 'hard_end' | 'extension_minutes_left' | 'late_minutes' | 'late_minutes_left'>;
  readonly onChanged: () => void;
}

interface ExtendProps extends ChangeProps {
  /** @param key the same in repeated calls */
  readonly extend: (minutes: number, key: string) => Promise<ChangedTimes>;
  readonly isOffered?: boolean;
}

export const Extend = ({ meeting, extend, onChanged, isOffered = true }: ExtendProps) => {
  const texts = useTexts();
  const closesAt = ({ hard_end }: Pick<ChangedTimes, 'hard_end'>): string =>
    texts.closesAt(clockTime(Date.parse(hard_end)));
  return (
    <MinutesButton
      label={texts.extend}
      title={texts.extendTitle}
      text={`${closesAt(meeting)} ${texts.extendText}`}
      most={isOffered ? meeting.extension_minutes_left : 0}
      act={extend}
      said={closesAt}
      onDone={onChanged}
    />
  );
};

interface StartLaterProps extends ChangeProps {
  /** @param minutes from the planned start to the new one */
  readonly startLate: (minutes: number) => Promise<ChangedTimes>;
}

export const StartLater = ({ meeting, startLate, onChanged }: StartLaterProps) => {
  const texts = useTexts();
  return (
    <MinutesButton
      label={texts.startLater}
      title={texts.startLaterTitle}
      text={texts.startLaterText}
      most={meeting.late_minutes_left}
      act={(minutes) => startLate(meeting.late_minutes + minutes)}
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
  const { api } = useApp();
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
        <Extend
          meeting={answer}
          extend={(minutes, key) => api.extend(link, minutes, key)}
          onChanged={onChanged}
          isOffered={isDue}
        />
      )}
    </div>
  );
};

/** For the teacher, until somebody comes. */
export const MayStartLater = ({ answer, link, onChanged }: JoinPageProps) => {
  const { api } = useApp();
  return (
    link.role === 'teacher' && (
      <StartLater meeting={answer} startLate={(minutes) => api.startLate(link, minutes)} onChanged={onChanged} />
    )
  );
};
