import { type ReactNode, useEffect, useState } from 'react';
import { useNow, useTitle } from '../components/app.tsx';
import { DeviceCheck } from '../components/device-check.tsx';
import { heading, When } from '../components/meeting-head.tsx';
import { Shell } from '../components/shell.tsx';
import type { Link } from '../lib/api.ts';
import { countdown } from '../lib/instant.ts';
import type { Stage } from '../lib/joining.ts';
import { statement } from '../lib/outcomes.ts';
import { progressSteps } from '../lib/steps.ts';
import type { Role, Waiting } from '../lib/wire.ts';
import { Elsewhere, EndForAll, Video } from './open-room.tsx';
import { useJourney } from './use-journey.ts';
import { usePresence } from './use-presence.ts';

/** Before the first answer. */
const PRESENCE_EVERY = 30;

export const JoinPage = ({ link }: { readonly link: Link | undefined }) =>
  link ? (
    <Guest link={link} />
  ) : (
    <Shell page="guest">
      <Message title="This link is not complete">
        Please open the whole link that you were sent. It is personal, and the address of this page alone is not enough.
      </Message>
    </Shell>
  );

const Guest = ({ link }: { readonly link: Link }) => {
  const [inside, setInside] = useState(false);
  const { journey, look, refused } = useJourney(link, inside);
  const { stage } = journey;
  const open = stage.kind === 'open' ? stage.answer : undefined;
  const { presence, teller } = usePresence(link, open?.presence_every_seconds ?? PRESENCE_EVERY, refused);
  const over = stage.kind === 'over' || stage.kind === 'refused';

  useEffect(() => setInside(presence.inside), [presence.inside]);
  useEffect(() => {
    if (over) teller.stop();
  }, [over, teller]);
  useTitle(titleFor(stage));

  const jitsi = open?.room.kind === 'jitsi' && isHostName(open.room.domain);
  const lost = journey.failures > 0 || presence.failures > 0;
  const end = open && link.role === 'teacher' && <EndForAll link={link} onEnded={() => void look()} />;
  return (
    <Shell page="guest" full={jitsi} actions={jitsi && end}>
      <p className="visually-hidden" role="status">
        {announcement(stage, link.role)}
      </p>
      {stage.kind === 'asking' && <Asking />}
      {stage.kind === 'waiting' && <WaitingRoom answer={stage.answer} role={link.role} />}
      {open &&
        (jitsi ? (
          <Video answer={open} teller={teller} />
        ) : (
          <Elsewhere answer={open} link={link} teller={teller} end={end} inside={presence.inside} />
        ))}
      {stage.kind === 'over' && <Over stage={stage} role={link.role} />}
      {stage.kind === 'refused' && <Refused stage={stage} />}
      {lost && !over && (
        <p className="toast" role="status">
          The connection is lost. Trying again…
        </p>
      )}
    </Shell>
  );
};

/** It becomes part of a script's address: a host, perhaps with a port, and nothing else. */
const isHostName = (text: string): boolean => /^[a-z0-9.-]+(?::\d{1,5})?$/i.test(text);

function titleFor(stage: Stage): string {
  switch (stage.kind) {
    case 'open':
      return 'The room is open';
    case 'over':
      return 'The meeting is over';
    default:
      return 'Your meeting';
  }
}

/** Said once when the stage changes; the countdown is not read out each second. */
function announcement(stage: Stage, role: Role): string {
  switch (stage.kind) {
    case 'asking':
      return '';
    case 'waiting':
      return stage.answer.message;
    case 'open':
      return 'The room is open.';
    case 'over':
      return statement(stage.outcome, stage.by, role).title;
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

/** Of the size of what follows, so that nothing jumps. */
const Asking = () => (
  <div className="column column-wide join-grid">
    <section className="card countdown-card" aria-busy="true">
      <h1>Your meeting</h1>
      <p className="muted">One moment…</p>
    </section>
  </div>
);

const WaitingRoom = ({ answer, role }: { readonly answer: Waiting; readonly role: Role }) => {
  const now = useNow();
  const left = Date.parse(answer.meet_time) - now;
  return (
    <div className="column column-wide join-grid">
      <section className="card countdown-card">
        <h1>{heading(answer, role)}</h1>
        <When answer={answer} />
        <p className="countdown" role="timer" aria-live="off">
          <span className="countdown-digits">{days(left)}</span>
          <span className="countdown-word">
            {left > 0 ? 'until the meeting' : 'It is time: the room is on its way'}
          </span>
        </p>
        <ol className="steps">
          {progressSteps(answer).map(({ text, detail, state }) => (
            <li key={text} className={`step step-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
              <span>{text}</span>
              <span className="step-detail">{detail}</span>
            </li>
          ))}
        </ol>
        <p className="muted small">Keep this page open: the room opens here by itself.</p>
      </section>
      <DeviceCheck />
    </div>
  );
};

const DAY = 86_400_000;

const days = (left: number): string => (left >= 2 * DAY ? `${Math.floor(left / DAY)} days` : countdown(left));

const Over = ({ stage, role }: { readonly stage: Stage & { readonly kind: 'over' }; readonly role: Role }) => {
  const { title, text } = statement(stage.outcome, stage.by, role);
  return <Message title={title}>{text}</Message>;
};

const Refused = ({ stage }: { readonly stage: Stage & { readonly kind: 'refused' } }) => {
  switch (stage.why) {
    case 'key':
      return (
        <Message title="This link is not valid">
          It may have been replaced by a newer one, or a part of it is missing. Please ask the organiser for your link.
        </Message>
      );
    case 'unknown':
      return (
        <Message title="There is no such meeting">Please check the link, or ask the organiser for a new one.</Message>
      );
    case 'other':
      return <Message title="This link cannot be used">{stage.detail}</Message>;
  }
};
