import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useApp, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/confirm-button.tsx';
import { useLanguage, useTexts } from '../components/language.tsx';
import { LobbyPlaceholder } from '../components/lobby-placeholder.tsx';
import { Lobby } from '../components/scene.tsx';
import { StateHeading } from '../components/state-heading.tsx';
import { ConnectionLost, Shell } from '../components/shell.tsx';
import type { Link } from '../lib/api.ts';
import type { JoinStage } from '../lib/join-state.ts';
import { clockTime, longDate } from '../lib/instant.ts';
import { forget, remember } from '../lib/known-meetings.ts';
import { isGood, outcomeMessage } from '../lib/outcomes.ts';
import type { PresenceReporter } from '../lib/presence-reporter.ts';
import { otherOf } from '../lib/roles.ts';
import type { Role } from '../lib/wire.ts';
import { roomViewOf } from '../rooms/room-kinds.ts';
import type { RoomProps, RoomView } from '../rooms/room-view.ts';
import { ClosesSoon, MayStartLater } from './late-changes.tsx';
import { announcement, arrival, type Refused, refusedTexts, skyOf, titleFor } from './join-texts.ts';
import { nameOf } from './people-here.tsx';
import { useJoinState } from './use-join-state.ts';
import { usePresence } from './use-presence.ts';
import { useOpeningSignal, useWaitingReports } from './use-wait-signals.ts';
import { EndsSoon, WaitingGate, WaitingRoom } from './waiting-room.tsx';

const loadOver = () => import('./join-over.tsx');
type OverPage = Awaited<ReturnType<typeof loadOver>>['default'];

/** Seconds between "present" signals before the first response gives the interval. */
const PRESENCE_EVERY = 30;

const replaceAddress = (address: string): void => location.replace(address);

/** @param go loads another address */
export const JoinPage = ({ link, go = replaceAddress }: { readonly link: Link | undefined; readonly go?: Go }) => {
  const texts = useTexts();
  return link ? (
    <Guest link={link} go={go} />
  ) : (
    <Shell sky="overcast">
      <Message title={texts.incomplete}>{texts.openFullLink}</Message>
    </Shell>
  );
};

type Go = (address: string) => void;

const Guest = ({ link, go }: { readonly link: Link; readonly go: Go }) => {
  const { texts, choose } = useLanguage();
  const [inside, setInside] = useState(false);
  const { state, poll, onRefused } = useJoinState(link, inside, go);
  const { stage } = state;
  const reload = useCallback(() => void poll(), [poll]);
  const answer = stage.kind === 'waiting' || stage.kind === 'open' ? stage.answer : undefined;
  const open = stage.kind === 'open' ? stage.answer : undefined;
  const view = open && roomViewOf(open.room);
  const embedded = view?.embedded ?? false;
  const { presence, reporter } = usePresence(link, {
    everySeconds: open?.presence_every_seconds ?? PRESENCE_EVERY,
    roomInOwnTab: !embedded,
    onRefused,
  });
  const final = stage.kind === 'over' || stage.kind === 'refused';

  useEffect(() => setInside(presence.inside), [presence.inside]);
  useEffect(() => {
    if (final) reporter.stop();
  }, [final, reporter]);
  useEffect(() => {
    if (answer?.language !== undefined) choose([answer.language, ...navigator.languages]);
  }, [answer?.language, choose]);
  const Over = useOver(stage.kind === 'over');
  useKnownMeeting(link, stage);
  useWaitingReports(link, stage, presence.inside);
  useOpeningSignal(link, stage);
  useTitle(titleFor(stage, texts));

  const end = open && link.role === 'teacher' && <EndForAll link={link} onEnded={reload} />;
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
  const actions = embedded && open && (
    <>
      <EndsSoon answer={open} />
      <ClosesSoon answer={open} link={link} onChanged={reload} />
      <MayStartLater answer={open} link={link} onChanged={reload} />
      {end}
    </>
  );
  return (
    <Shell
      full={embedded}
      sky={embedded ? undefined : skyOf(stage)}
      loading={stage.kind === 'loading' || (stage.kind === 'over' && !Over)}
      actions={actions}
    >
      <p className="visually-hidden" role="status">
        {announcement(stage, link.role, texts)}
      </p>
      <p className="visually-hidden" role="status">
        {arrival(stage, link.role, texts)}
      </p>
      {stage.kind === 'loading' && <LobbyPlaceholder />}
      {answer && !embedded && (
        <WaitingRoom
          answer={answer}
          link={link}
          inside={presence.inside}
          onChanged={reload}
          gate={room ?? (stage.kind === 'waiting' && <WaitingGate answer={stage.answer} />)}
        />
      )}
      {embedded && room}
      {stage.kind === 'over' &&
        (Over ? <Over stage={stage} link={link} /> : <OverHeading stage={stage} role={link.role} />)}
      {stage.kind === 'ahead' && <NextDate at={stage.answer.meet_time} />}
      {stage.kind === 'refused' && <RefusedPage stage={stage} />}
      {!final && (state.failures > 0 || presence.failures > 0) && <ConnectionLost />}
    </Shell>
  );
};

/** The page of the end, once it has loaded: in the same render as the new hills, which would move otherwise. */
function useOver(isOver: boolean): OverPage | undefined {
  const [over, setOver] = useState<{ readonly page: OverPage }>();
  useEffect(() => {
    // Without it, the heading says how the meeting ended.
    if (isOver)
      loadOver().then(
        (module) => setOver({ page: module.default }),
        () => undefined,
      );
  }, [isOver]);
  return over?.page;
}

/** The end page of one meeting shows the next one that this device knows. */
function useKnownMeeting({ id, role }: Link, stage: JoinStage): void {
  const { clock } = useApp();
  const answer = stage.kind === 'waiting' || stage.kind === 'open' ? stage.answer : undefined;
  useEffect(() => {
    if (stage.kind === 'over' || stage.kind === 'refused') forget(localStorage, id);
    if (!answer) return;
    const { meet_time, duration_minutes: minutes } = answer;
    remember(localStorage, { id, meet_time, minutes, name: nameOf(answer, otherOf(role)) }, clock.now());
  }, [id, role, stage.kind, answer, clock]);
}

const Message = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Lobby mood="sorry">
    <StateHeading>{title}</StateHeading>
    <p className="lobby-text">{children}</p>
  </Lobby>
);

/** The next date of a series, which has no meeting yet. */
const NextDate = ({ at }: { readonly at: string }) => (
  <Lobby mood="asleep">
    <StateHeading>{useTexts().next}</StateHeading>
    <p className="lobby-text">
      <time dateTime={at}>
        {longDate(Date.parse(at))}, {clockTime(Date.parse(at))}
      </time>
    </p>
  </Lobby>
);

/** The outcome, until the rest of the page has loaded. */
const OverHeading = ({
  stage,
  role,
}: {
  readonly stage: JoinStage & { readonly kind: 'over' };
  readonly role: Role;
}) => (
  <Lobby mood={isGood(stage.outcome) ? 'goodbye' : 'sorry'}>
    <StateHeading>{outcomeMessage(stage.outcome, stage.by, role, useTexts()).title}</StateHeading>
  </Lobby>
);

interface OpenRoomProps extends Pick<RoomProps, 'answer' | 'inside' | 'end'> {
  readonly view: RoomView;
  readonly link: Link;
  readonly reporter: PresenceReporter;
}

const OpenRoom = ({ view: { Room, presence }, link, reporter, ...room }: OpenRoomProps) => {
  const survivesReload = presence === 'clicks';
  const storageName = `inside ${link.id} as ${link.role}`;

  // The page of the end is there when the connection is not.
  useEffect(() => void loadOver().catch(() => undefined), []);
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
  const texts = useTexts();
  return (
    <DangerButton
      label={texts.endForAll}
      title={texts.endQuestion}
      text={texts.endText}
      confirmLabel={texts.endConfirm}
      cancelLabel={texts.notYet}
      act={() => api.end(link)}
      onDone={onEnded}
    />
  );
};

const RefusedPage = ({ stage }: { readonly stage: Refused }) => {
  const { title, text } = refusedTexts(stage.why, useTexts());
  return <Message title={title}>{text}</Message>;
};
