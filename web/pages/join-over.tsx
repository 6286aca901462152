import { useState } from 'react';
import { useApp, useNow } from '../components/app.tsx';
import { Icon } from '../components/icons.tsx';
import { useTexts } from '../components/language.tsx';
import { Lobby } from '../components/scene.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { StateHeading } from '../components/state-heading.tsx';
import { type Link, Refusal } from '../lib/api.ts';
import { clockTime, fromNow, longDate, minutesText } from '../lib/instant.ts';
import type { JoinStage } from '../lib/join-state.ts';
import { nextKnown } from '../lib/known-meetings.ts';
import { isGood, outcomeMessage } from '../lib/outcomes.ts';
import type { NextLesson } from '../lib/wire.ts';

interface OverProps {
  readonly stage: JoinStage & { readonly kind: 'over' };
  readonly link: Link;
}

/** The default export of a module that loads when the room opens. The page after the end: what happened, how long it took, one click of feedback, and the next meeting. */
const Over = ({ stage, link }: OverProps) => {
  const texts = useTexts();
  const { title, text } = outcomeMessage(stage.outcome, stage.by, link.role, texts);
  const good = isGood(stage.outcome);
  const next = useNext(link, stage.next);
  return (
    <Lobby
      mood={good ? 'goodbye' : 'sorry'}
      sun={good && <span className="sun sun-low" aria-hidden="true" />}
      side={next && <Next {...next} />}
    >
      <StateHeading>{title}</StateHeading>
      <p className="lobby-text">
        {good && stage.tookMinutes !== undefined ? (
          <>
            {texts.took(minutesText(stage.tookMinutes))} {texts.thanks}
          </>
        ) : (
          text
        )}
      </p>
      {good && stage.tookMinutes !== undefined && <Feedback link={link} given={stage.feedbackGiven} />}
    </Lobby>
  );
};

export default Over;

/** Mouths from sad to happy, on a grid of 40 units. */
const MOUTHS = [
  'M12 27Q20 19 28 27',
  'M12 25Q20 22 28 25',
  'M12 24Q20 24 28 24',
  'M12 23Q20 27 28 23',
  'M12 22Q20 30 28 22',
] as const;

const Feedback = ({ link, given }: { readonly link: Link; readonly given: boolean }) => {
  const { api } = useApp();
  const texts = useTexts();
  const errorText = useErrorText();
  const [rating, setRating] = useState<number>();
  const [result, setResult] = useState<string>();
  const send = async (chosen: number): Promise<void> => {
    setRating(chosen);
    setResult(undefined);
    try {
      await api.feedback(link, chosen);
      setResult(texts.feedbackSent);
    } catch (error) {
      // The first feedback stands: it was sent from another tab.
      if (error instanceof Refusal && error.status === 409) return setResult(texts.feedbackSent);
      setRating(undefined);
      setResult(errorText(error));
    }
  };
  if (given && rating === undefined) return <p className="feedback-given muted">{texts.feedbackSent}</p>;
  return (
    <fieldset className="feedback">
      <legend className="label">{texts.howWasIt}</legend>
      <div className="ratings">
        {texts.ratings.map((label, index) => (
          <button
            key={label}
            type="button"
            className="rating"
            aria-pressed={rating === index + 1}
            disabled={rating !== undefined && rating !== index + 1}
            onClick={() => void (rating === undefined && send(index + 1))}
          >
            <svg viewBox="8 8 24 24" aria-hidden="true">
              <circle cx="14" cy="16" r="1.5" />
              <circle cx="26" cy="16" r="1.5" />
              <path d={MOUTHS[index]} />
            </svg>
            {label}
          </button>
        ))}
      </div>
      <p className="feedback-result small" role="status">
        {result}
      </p>
    </fieldset>
  );
};

interface NextMeeting extends NextLesson {
  /** Its link was opened on this device. */
  readonly isKnown: boolean;
}

/** The next meeting: of the series, or one whose link was opened on this device, if that is earlier. */
function useNext(link: Link, ofSeries: NextLesson | undefined): NextMeeting | undefined {
  const now = useNow();
  const known = nextKnown(localStorage, link.id, now);
  if (known && !(ofSeries && ofSeries.meet_time < known.meet_time))
    return { ...known, duration_minutes: known.minutes, isKnown: true };
  return ofSeries && { ...ofSeries, isKnown: false };
}

const Next = ({ meet_time: time, duration_minutes: minutes, name, isKnown }: NextMeeting) => {
  const texts = useTexts();
  const now = useNow();
  const at = Date.parse(time);
  return (
    <section className="card">
      <p className="muted small">{texts.next}</p>
      <h2>
        {longDate(at)}, {clockTime(at)}
      </h2>
      <p className="muted">
        {minutesText(minutes)} · <bdi>{name}</bdi> · {fromNow(at, now)}
      </p>
      {isKnown && (
        <p className="muted small next-known">
          <Icon name="calendar" /> {texts.knownHere}
        </p>
      )}
    </section>
  );
};
