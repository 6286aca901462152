import type { ReactNode } from 'react';
import { useNow } from '../components/app.tsx';
import { DeviceCheck } from '../components/device-check.tsx';
import { Icon } from '../components/icons.tsx';
import { useTexts } from '../components/language.tsx';
import { MeetingTime, meetingTitle } from '../components/meeting-head.tsx';
import { Lobby, type Mood } from '../components/scene.tsx';
import type { Link } from '../lib/api.ts';
import { clockTime, countdown, fromNow } from '../lib/instant.ts';
import type { Open, Status, Waiting } from '../lib/wire.ts';
import { JoinActions } from './join-actions.tsx';
import { ClosesSoon, MayStartLater } from './late-changes.tsx';
import { PeopleHere } from './people-here.tsx';

interface WaitingRoomProps {
  readonly answer: Waiting | Open;
  readonly link: Link;
  /** What opens the room, or says when it opens. */
  readonly gate: ReactNode;
  readonly inside: boolean;
  /** Loads the state of the meeting. */
  readonly onChanged: () => void;
}

/** The page of one person before and while the room is open. */
export const WaitingRoom = ({ answer, link, gate, inside, onChanged }: WaitingRoomProps) => {
  const texts = useTexts();
  return (
    <Lobby mood={MOODS[answer.status]} sun={<Sun answer={answer} />} side={!inside && <DeviceCheck />}>
      <PeopleHere answer={answer} role={link.role} inside={inside} />
      <h1>{meetingTitle(answer, link.role, texts)}</h1>
      <MeetingTime meeting={answer} />
      <div className="gate">
        {gate}
        <EndsSoon answer={answer} />
        <ClosesSoon answer={answer} link={link} onChanged={onChanged} />
        <MayStartLater answer={answer} link={link} onChanged={onChanged} />
      </div>
      <JoinActions link={link} answer={answer} />
    </Lobby>
  );
};

const MOODS: Readonly<Record<Status, Mood>> = {
  SCHEDULED: 'asleep',
  LAUNCHING: 'waking',
  READY: 'ready',
  IN_PROGRESS: 'ready',
  ENDED: 'goodbye',
};

/** Milliseconds before the meeting from which the countdown helps. */
const COUNTDOWN_FROM = 60 * 60_000;

/** Counts down in the last hour. Before it, the date says more. */
const Sun = ({ answer: { meet_time, status } }: Pick<WaitingRoomProps, 'answer'>) => {
  const texts = useTexts();
  const now = useNow();
  const at = Date.parse(meet_time);
  const left = at - now;
  if (left > COUNTDOWN_FROM) return <span className="sun sun-moon" aria-hidden="true" />;
  if (left <= 0 || status === 'IN_PROGRESS') return <span className="sun" aria-hidden="true" />;
  return (
    <div className="sun" role="timer" aria-live="off">
      <b className="digits">{countdown(left)}</b>
      <span className="sun-label">{texts.until(clockTime(at))}</span>
    </div>
  );
};

export const WaitingGate = ({ answer }: { readonly answer: Waiting }) => {
  const texts = useTexts();
  const now = useNow();
  const opensAt = Date.parse(answer.opens_at);
  const scheduled = answer.status === 'SCHEDULED';
  return (
    <>
      <div className="gate-box">
        <Icon name="clock" />
        <div>
          <h2>{scheduled ? texts.roomOpensAt(clockTime(opensAt)) : texts.preparing}</h2>
          <p className="muted small">
            {scheduled
              ? fromNow(opensAt, now)
              : opensAt - now > 30_000
                ? texts.opensIn(fromNow(opensAt, now))
                : texts.opensSoon}
          </p>
        </div>
      </div>
      <p className="gate-more small">{texts.keepOpen}</p>
    </>
  );
};

/** Milliseconds before the planned end. */
const HINT_FROM = 10 * 60_000;

/** A quiet hint ten minutes before the planned end. Said once to screen readers, not every minute. */
export const EndsSoon = ({ answer }: { readonly answer: Waiting | Open }) => {
  const texts = useTexts();
  const now = useNow();
  const end = Date.parse(answer.meet_time) + answer.duration_minutes * 60_000;
  if (end - now > HINT_FROM || end <= now) return null;
  return (
    <p className="notice ends-soon" role="note">
      {texts.endsIn(fromNow(end, now))}
    </p>
  );
};
