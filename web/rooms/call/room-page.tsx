import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useApp, useClockSpeed, useNow, useTitle } from '../../components/app.tsx';
import { useLanguage, useTexts } from '../../components/language.tsx';
import { Elephant, type Mood } from '../../components/scene.tsx';
import type { RoomTexts, Texts } from '../../lib/languages/texts.ts';
import { exactTime, minutesText } from '../../lib/instant.ts';
import type { Call } from './call.ts';
import type { CallState, Phase } from './call-state.ts';
import { ChatPanel } from './chat-panel.tsx';
import { Controls } from './controls.tsx';
import { DevicesDialog } from './devices-dialog.tsx';
import { Stage } from './stage.tsx';
import { useRoomTexts } from './room-language.tsx';

/** @param call undefined when the address has no token */
export const RoomPage = ({ call }: { readonly call: Call | undefined }) =>
  call ? <CallPage call={call} /> : <EndPage end="unknown" onAction={undefined} />;

const CallPage = ({ call }: { readonly call: Call }) => {
  const state = useSyncExternalStore(call.subscribe, () => call.state);
  useEffect(() => call.enter(), [call]);
  const { phase, lesson, role } = state;
  const { choose } = useLanguage();
  const language = role && lesson?.languages[role];
  useEffect(() => {
    if (language !== undefined) choose([language, ...navigator.languages]);
  }, [language, choose]);
  if (phase !== 'inside' && phase !== 'entering') return <EndPage end={phase} onAction={() => call.enter()} />;
  return <Inside call={call} state={state} />;
};

const Inside = ({ call, state }: { readonly call: Call; readonly state: CallState }) => {
  const wide = useRef(matchMedia('(min-width: 60rem)').matches);
  const [chatOpen, setChatOpen] = useState(wide.current);
  const [seen, setSeen] = useState(0);
  const [choosing, setChoosing] = useState(false);
  const { room } = useRoomTexts();
  const other = otherName(state);
  useTitle(other || room);
  const received = state.chat.filter(({ from }) => from !== state.role).length;
  useEffect(() => {
    if (chatOpen) setSeen(received);
  }, [chatOpen, received]);
  return (
    <div className={chatOpen ? 'call call-with-chat' : 'call'}>
      <TopBar state={state} other={other} />
      <Stage call={call} state={state} other={other} />
      {chatOpen && <ChatPanel state={state} other={other} onSay={(text) => call.say(text)} />}
      <Controls
        call={call}
        state={state}
        chatOpen={chatOpen}
        unread={received - seen}
        onChat={() => setChatOpen(!chatOpen)}
        onDevices={() => setChoosing(true)}
      />
      {choosing && <DevicesDialog call={call} state={state} onClose={() => setChoosing(false)} />}
    </div>
  );
};

const otherName = ({ lesson, role }: CallState): string => {
  if (!lesson || !role) return '';
  return lesson.names[role === 'teacher' ? 'student' : 'teacher'];
};

const TopBar = ({ state: { lesson }, other }: { readonly state: CallState; readonly other: string }) => {
  const { room } = useRoomTexts();
  return (
    <header className="call-top">
      <span className="mark" aria-hidden="true" />
      <h1>
        <bdi>{other || room}</bdi>
      </h1>
      {lesson && (
        <>
          <span className="call-length">{minutesText(lesson.duration_minutes)}</span>
          <TimeLeft start={Date.parse(lesson.meet_time)} minutes={lesson.duration_minutes} />
        </>
      )}
      <Clock />
    </header>
  );
};

const MINUTE = 60_000;

const TimeLeft = ({ start, minutes }: { readonly start: number; readonly minutes: number }) => {
  const now = useNow();
  const roomTexts = useRoomTexts();
  const end = start + minutes * MINUTE;
  const passed = Math.min(1, Math.max(0, (now - start) / (end - start)));
  const text =
    now < start
      ? roomTexts.startsIn(Math.ceil((start - now) / MINUTE))
      : now < end
        ? roomTexts.left(Math.ceil((end - now) / MINUTE))
        : roomTexts.overtime;
  return (
    <div className="time-left" role="timer" aria-live="off">
      <svg className="time-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="4" className="time-bar-all" />
        <rect width={passed * 100} height="4" className="time-bar-passed" />
      </svg>
      <b>{text}</b>
    </div>
  );
};

/** Shown only for a simulated clock. */
const Clock = () => {
  const now = useNow();
  const speed = useClockSpeed();
  const { simulatedClock } = useTexts();
  if (speed === 1) return null;
  return (
    <span className="call-clock" dir="ltr" title={simulatedClock(speed)}>
      {exactTime(now)} <b>×{speed}</b>
    </span>
  );
};

type End = Exclude<Phase, 'entering' | 'inside'> | 'unknown';

interface EndProps {
  readonly end: End;
  readonly onAction: (() => void) | undefined;
}

interface EndView {
  readonly mood: Mood;
  readonly title: string;
  readonly text: string;
  readonly action?: string;
}

const endView = (end: End, texts: Texts, roomTexts: RoomTexts): EndView => {
  switch (end) {
    case 'left':
      return { mood: 'goodbye', title: texts.youLeft, text: texts.mayReturn, action: texts.goBack };
    case 'replaced':
      return {
        mood: 'lesson',
        title: roomTexts.replaced,
        text: roomTexts.callContinues,
        action: roomTexts.continueHere,
      };
    case 'refused':
      return { mood: 'sorry', title: roomTexts.refused, text: roomTexts.enterFromPage };
    case 'over':
      return { mood: 'goodbye', title: texts.over, text: roomTexts.closed };
    case 'unknown':
      return { mood: 'asleep', title: roomTexts.unknown, text: roomTexts.openLink(texts.enterRoom) };
  }
};

const EndPage = ({ end, onAction }: EndProps) => {
  const { mood, title, text, action } = endView(end, useTexts(), useRoomTexts());
  const heading = useRef<HTMLHeadingElement>(null);
  const { clock } = useApp();
  useTitle(title);
  useEffect(() => {
    // The control that had the focus is gone.
    if (clock.known) heading.current?.focus();
  }, [clock, end]);
  return (
    <main className="call-end">
      <Elephant mood={mood} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{text}</p>
      {action !== undefined && onAction && (
        <button type="button" className="call-button primary" onClick={onAction}>
          {action}
        </button>
      )}
    </main>
  );
};
