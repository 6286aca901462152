import { type ReactNode, useEffect, useState } from 'react';
import { useApp, useNow, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { DeviceCheck } from '../components/device-check.tsx';
import { MeetingTime, meetingTitle } from '../components/meeting-head.tsx';
import { ConnectionLost, Shell } from '../components/shell.tsx';
import type { Link } from '../lib/api.ts';
import { countdown } from '../lib/instant.ts';
import type { JoinStage } from '../lib/join-state.ts';
import { outcomeMessage } from '../lib/outcomes.ts';
import type { PresenceReporter } from '../lib/presence-reporter.ts';
import { progressSteps } from '../lib/progress-steps.ts';
import type { Role, Waiting } from '../lib/wire.ts';
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
    <Shell page="guest">
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
  return (
    <Shell page="guest" full={embedded} actions={embedded && end}>
      <p className="visually-hidden" role="status">
        {announcement(stage, link.role)}
      </p>
      {stage.kind === 'loading' && <LoadingCard />}
      {stage.kind === 'waiting' && <WaitingRoom answer={stage.answer} role={link.role} />}
      {open && view && (
        <OpenRoom
          view={view}
          answer={open}
          link={link}
          reporter={reporter}
          inside={presence.inside}
          end={embedded ? undefined : end}
        />
      )}
      {stage.kind === 'over' && <Over stage={stage} role={link.role} />}
      {stage.kind === 'refused' && <Refused stage={stage} />}
      {!final && (state.failures > 0 || presence.failures > 0) && <ConnectionLost />}
    </Shell>
  );
};

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
    case 'waiting': {
      const current = progressSteps(stage.answer).find((step) => step.state === 'current');
      return [current?.text, current?.detail].filter(Boolean).join(': ');
    }
    case 'open':
      return 'The room is open.';
    case 'over':
      return outcomeMessage(stage.outcome, stage.by, role).title;
    case 'refused':
      return stage.detail;
  }
}

const Message = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="column column-narrow">
    <section className="card message">
      <h1>{title}</h1>
      <p>{children}</p>
    </section>
  </div>
);

/** Has the size of the waiting room, so that the layout does not shift. */
const LoadingCard = () => (
  <div className="column column-wide join-grid">
    <section className="card countdown-card" aria-busy="true">
      <h1>Your meeting</h1>
      <p className="muted">Loading...</p>
    </section>
  </div>
);

const WaitingRoom = ({ answer, role }: { readonly answer: Waiting; readonly role: Role }) => {
  const now = useNow();
  const left = Date.parse(answer.meet_time) - now;
  return (
    <div className="column column-wide join-grid">
      <section className="card countdown-card">
        <h1>{meetingTitle(answer, role)}</h1>
        <MeetingTime meeting={answer} />
        <p className="countdown" role="timer" aria-live="off">
          <span className="countdown-digits">{timeLeft(left)}</span>
          <span className="countdown-label">{left > 0 ? 'until the meeting' : 'Your room opens soon'}</span>
        </p>
        <ol className="steps">
          {progressSteps(answer).map(({ text, detail, state }) => (
            <li key={text} className={`step step-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
              <span>{text}</span>
              <span className="step-detail">{detail}</span>
            </li>
          ))}
        </ol>
        <p className="muted small">Keep this page open. You enter the room from here.</p>
      </section>
      <DeviceCheck />
    </div>
  );
};

const DAY = 86_400_000;

const timeLeft = (left: number): string => (left >= 2 * DAY ? `${Math.floor(left / DAY)} days` : countdown(left));

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
  return <Message title={title}>{text}</Message>;
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
