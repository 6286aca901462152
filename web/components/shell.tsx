import { type ReactNode, useLayoutEffect } from 'react';
import { exactTime, longDate } from '../lib/instant.ts';
import { useClockSpeed, useNow } from './app.tsx';
import { useTexts } from './language.tsx';
import { Hills, type Sky } from './scene.tsx';

interface ShellProps {
  /** Guests have none. */
  readonly navigation?: ReactNode;
  readonly actions?: ReactNode;
  /** The content fills the window. */
  readonly full?: boolean;
  /** The page is a landscape under this sky. */
  readonly sky?: Sky | undefined;
  /** The first response has not arrived: the page gets its height, and the hills their place, with it. */
  readonly loading?: boolean;
  readonly children: ReactNode;
}

export const Shell = ({ navigation, actions, full = false, sky, loading = false, children }: ShellProps) => {
  const texts = useTexts();
  useSky(sky);
  return (
    <div className={['shell', full && 'shell-full', sky && 'guest'].filter(Boolean).join(' ')}>
      {/* New hills: they would move with the end of the page. */}
      {sky && <Hills key={loading ? 'loading' : 'loaded'} />}
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <header className="bar">
        <Brand />
        {navigation}
        <div className="bar-end">
          {actions}
          <FastClock />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};

/** The sky covers the whole window, so the root element has it. */
function useSky(sky: Sky | undefined): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (sky === undefined) delete dataset['sky'];
    else dataset['sky'] = sky;
  }, [sky]);
}

const Brand = () => (
  <span className="brand">
    <span className="mark" aria-hidden="true" />
    <span className="brand-name">Elephant Meetings</span>
  </span>
);

/** Shown only for a simulated clock. */
const FastClock = () => (useClockSpeed() === 1 ? null : <SimulatedClock />);

const SimulatedClock = () => {
  const texts = useTexts();
  const now = useNow();
  const speed = useClockSpeed();
  return (
    <span className="fast-clock" dir="ltr" title={`${longDate(now)}. ${texts.simulatedClock(speed)}`}>
      <span className="visually-hidden">{texts.simulatedClock(speed)}: </span>
      <span className="fast-clock-time">{exactTime(now)}</span> <b>×{speed}</b>
    </span>
  );
};

export const Loading = ({ lost }: { readonly lost: boolean }) => {
  const texts = useTexts();
  return <p className="muted empty">{lost ? texts.unreachable : texts.loading}</p>;
};

export const ConnectionLost = () => (
  <p className="toast" role="status">
    {useTexts().connectionLost}
  </p>
);
