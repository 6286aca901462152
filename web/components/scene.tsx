import type { ReactNode } from 'react';

/** The time of day of a guest's page: it shows the state of the meeting. */
export type Sky = 'night' | 'dawn' | 'day' | 'dusk' | 'overcast';

/** The elephant shows the state; the text of the page always says it too. */
export type Mood = 'asleep' | 'waking' | 'ready' | 'lesson' | 'goodbye' | 'sorry';

export const Elephant = ({ mood }: { readonly mood: Mood }) => (
  <span className={`elephant elephant-${mood}`} aria-hidden="true" />
);

export const Hills = () => (
  <svg className="hills" viewBox="0 0 1280 200" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
    <path className="hill-back" d="M0 60C260-10 520 20 780 52S1150 60 1280 18V200H0Z" />
    <path className="hill" d="M0 66C220 36 420 44 640 72S1080 110 1280 66V200H0Z" />
  </svg>
);

interface LobbyProps {
  readonly mood: Mood;
  /** The sun or the moon, with or without a countdown. */
  readonly sun?: ReactNode;
  readonly side?: ReactNode;
  readonly children: ReactNode;
}

/** A guest's page: what matters first, the elephant under it, further cards beside it. */
export const Lobby = ({ mood, sun, side, children }: LobbyProps) => (
  <div className={side ? 'lobby' : 'lobby lobby-alone'}>
    <div className="lobby-lead">
      {children}
      <div className="scene">
        {sun}
        <Elephant mood={mood} />
      </div>
    </div>
    {side && <div className="lobby-side">{side}</div>}
  </div>
);
