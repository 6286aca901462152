import { type ReactNode, useEffect, useState } from 'react';
import { useApp, useNow, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { DeviceCheck } from '../components/device-check.tsx';
import { Icon } from '../components/icons.tsx';
import { MeetingTime, meetingTitle } from '../components/meeting-head.tsx';
import { Lobby, type Mood, type Sky } from '../components/scene.tsx';
import { ConnectionLost, Shell } from '../components/shell.tsx';
import type { Link } from '../lib/api.ts';
import { clockTime, countdown, fromNow } from '../lib/instant.ts';
import type { JoinStage } from '../lib/join-state.ts';
import { isGood, outcomeMessage } from '../lib/outcomes.ts';
import type { PresenceReporter } from '../lib/presence-reporter.ts';
import type { Open, Role, Status, Waiting } from '../lib/wire.ts';
import { roomViewOf } from '../rooms/room-kinds.ts';
import type { RoomProps, RoomView } from '../rooms/room-view.ts';
import { useJoinState } from './use-join-state.ts';
import { usePresence } from './use-presence.ts';

/** Seconds between "present" signals before the first response gives the interval. */
const PRESENCE_EVERY = 30;

export const JoinPage = ({ link }: { readonly link: Link | undefined }) =>
  link ? (
    <Guest link={link} />
  ) : (
    <Shell page="guest" sky="overcast">
      <Message title="This link is incomplete">
        Please open the full link that you received. The address of this page does not contain your personal key.
      </Message>
    </Shell>
  );

const Guest = ({ link }: { readonly link: Link }) => {
  const [inside, setInside] = useState(false);
  const { state, poll, onRefused } = useJoinState(link, inside);
  const { stage } = state;
  const open = stage.kind === 'open' ? stage.answer : undefined;
  const { presence, reporter } = usePresence(link, open?.presence_every_seconds ?? PRESENCE_EVERY, onRefused);
  const final = stage.kind === 'over' || stage.kind === 'refused';

  useEffect(() => setInside(presence.inside), [presence.inside]);
  useEffect(() => {
    if (final) reporter.stop();
  }, [final, reporter]);
  useTitle(titleFor(stage));

  const view = open && roomViewOf(open.room);
  const embedded = view?.embedded ?? false;
  const end = open && link.role === 'teacher' && <EndForAll link={link} onEnded={() => void poll()} />;
  const room = open && view && (
    <OpenRoom
      view={view}
      answer={open}
      link={link}
      reporter={reporter}
      inside={presence.inside}
      end={embedded ? undefined : end}
    />
  );
  return (
    <Shell page="guest" full={embedded} sky={embedded ? undefined : skyOf(stage)} actions={embedded && end}>
      <p className="visually-hidden" role="status">
        {announcement(stage, link.role)}
      </p>
      {stage.kind === 'loading' && <Loading />}
      {(stage.kind === 'waiting' || (stage.kind === 'open' && !embedded)) && (
        <WaitingRoom
          answer={stage.answer}
          role={link.role}
          inside={presence.inside}
          gate={room ?? (stage.kind === 'waiting' && <WaitingGate answer={stage.answer} />)}
        />
      )}
      {embedded && room}
      {stage.kind === 'over' && <Over stage={stage} role={link.role} />}
      {stage.kind === 'refused' && <Refused stage={stage} />}
      {!final && (state.failures > 0 || presence.failures > 0) && <ConnectionLost />}
    </Shell>
  );
};

function skyOf(stage: JoinStage): Sky | undefined {
  switch (stage.kind) {
    // The page has its final height, and the hills their place, with the first response.
    case 'loading':
      return undefined;
    case 'waiting':
      return stage.answer.status === 'SCHEDULED' ? 'night' : 'dawn';
    case 'open':
      return 'day';
    case 'over':
      return isGood(stage.outcome) ? 'dusk' : 'overcast';
    case 'refused':
      return 'overcast';
  }
}

function titleFor(stage: JoinStage): string {
  switch (stage.kind) {
    case 'open':
      return 'The room is open';
    case 'over':
      return 'The meeting is over';
    default:
      return 'Your meeting';
  }
}

/** Screen readers announce changes of the stage, but not each second of the countdown. */
function announcement(stage: JoinStage, role: Role): string {
  switch (stage.kind) {
    case 'loading':
      return '';
    case 'waiting':
      return stage.answer.status === 'SCHEDULED' ? 'The meeting is scheduled.' : 'Your room is being prepared.';
    case 'open':
      return 'The room is open.';
    case 'over':
      return outcomeMessage(stage.outcome, stage.by, role).title;
    case 'refused':
      return stage.detail;
  }
}

interface MessageProps {
  readonly title: string;
  readonly mood?: Mood;
  readonly children: ReactNode;
}

const Message = ({ title, mood = 'sorry', children }: MessageProps) => (
  <Lobby mood={mood} sun={mood === 'goodbye' && <span className="sun sun-low" aria-hidden="true" />}>
    <h1>{title}</h1>
    <p className="lobby-text">{children}</p>
  </Lobby>
);

const Loading = () => (
  <div className="lobby" aria-busy="true">
    <div className="lobby-lead">
      <h1>Your meeting</h1>
      <p className="lobby-text muted">Loading...</p>
    </div>
  </div>
);

interface WaitingRoomProps {
  readonly answer: Waiting | Open;
  readonly role: Role;
  /** What opens the room, or says when it opens. */
  readonly gate: ReactNode;
  readonly inside: boolean;
}

/** The page of one person before and while the room is open. */
const WaitingRoom = ({ answer, role, gate, inside }: WaitingRoomProps) => (
  <Lobby mood={MOODS[answer.status]} sun={<Sun answer={answer} />} side={!inside && <DeviceCheck />}>
    <h1>{meetingTitle(answer, role)}</h1>
    <MeetingTime meeting={answer} />
    <div className="gate">{gate}</div>
  </Lobby>
);

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
  const now = useNow();
  const at = Date.parse(meet_time);
  const left = at - now;
  if (left > COUNTDOWN_FROM) return <span className="sun sun-moon" aria-hidden="true" />;
  if (left <= 0 || status === 'IN_PROGRESS') return <span className="sun" aria-hidden="true" />;
  return (
    <div className="sun" role="timer" aria-live="off">
      <b className="digits">{countdown(left)}</b>
      <span className="sun-label">until {clockTime(at)}</span>
    </div>
  );
};

const WaitingGate = ({ answer }: { readonly answer: Waiting }) => {
  const now = useNow();
  const opensAt = Date.parse(answer.opens_at);
  const scheduled = answer.status === 'SCHEDULED';
  const minutes = Math.max(1, Math.round((opensAt - now) / 60_000));
  return (
    <>
      <div className="gate-box">
        <Icon name="clock" />
        <div>
          <h2>{scheduled ? `The room opens at ${clockTime(opensAt)}` : 'Your room is being prepared'}</h2>
          <p className="muted small">
            {scheduled
              ? fromNow(opensAt, now)
              : opensAt - now > 30_000
                ? `It opens here in about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
                : 'It opens here in a moment.'}
          </p>
        </div>
      </div>
      <p className="gate-more small">Keep this page open. You enter the room from here.</p>
    </>
  );
};

interface OpenRoomProps extends Pick<RoomProps, 'answer' | 'inside' | 'end'> {
  readonly view: RoomView;
  readonly link: Link;
  readonly reporter: PresenceReporter;
}

const OpenRoom = ({ view: { Room, presence }, link, reporter, ...room }: OpenRoomProps) => {
  const survivesReload = presence === 'clicks';
  const storageName = `inside ${link.id} as ${link.role}`;

  useEffect(() => {
    if (survivesReload && sessionStorage.getItem(storageName) !== null) reporter.enter();
  }, [survivesReload, storageName, reporter]);

  const enter = (): void => {
    if (survivesReload) sessionStorage.setItem(storageName, 'yes');
    reporter.enter();
  };
  const leave = (): void => {
    sessionStorage.removeItem(storageName);
    reporter.exit();
  };
  return <Room {...room} role={link.role} onEnter={enter} onLeave={leave} />;
};

const EndForAll = ({ link, onEnded }: { readonly link: Link; readonly onEnded: () => void }) => {
  const { api } = useApp();
  return (
    <DangerButton
      label="End for all"
      title="End the meeting for everyone?"
      text="Everyone leaves the room, and the room closes. You cannot open it again."
      confirmLabel="End meeting"
      cancelLabel="Not yet"
      act={() => api.end(link)}
      onDone={onEnded}
    />
  );
};

const Over = ({ stage, role }: { readonly stage: JoinStage & { readonly kind: 'over' }; readonly role: Role }) => {
  const { title, text } = outcomeMessage(stage.outcome, stage.by, role);
  return (
    <Message title={title} mood={isGood(stage.outcome) ? 'goodbye' : 'sorry'}>
      {text}
    </Message>
  );
};

const Refused = ({ stage }: { readonly stage: JoinStage & { readonly kind: 'refused' } }) => {
  switch (stage.why) {
    case 'key':
      return (
        <Message title="This link is not valid">
          The link is incomplete, or a newer link replaced it. Please ask the organiser for your link.
        </Message>
      );
    case 'unknown':
      return (
        <Message title="We couldn't find this meeting">
          Please check the link, or ask the organiser for a new one.
        </Message>
      );
    case 'other':
      return <Message title="You cannot use this link">{stage.detail}</Message>;
  }
};
