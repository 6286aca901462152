import type { ReactNode } from 'react';
import { exactTime, longDate } from '../lib/instant.ts';
import { useClockSpeed, useNow } from './app.tsx';
import { Mark } from './icons.tsx';

export type OrganiserPage = 'schedule' | 'meetings';

interface ShellProps {
  /** Guests see no way to the organiser's pages. */
  readonly page: OrganiserPage | 'guest';
  readonly actions?: ReactNode;
  /** The content takes all of the window. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

export const Shell = ({ page, actions, full = false, children }: ShellProps) => (
  <div className={full ? 'shell shell-full' : 'shell'}>
    <a className="skip" href="#main">
      Skip to the content
    </a>
    <header className="bar">
      <Brand />
      {page !== 'guest' && (
        <nav aria-label="Pages">
          <a href="./" aria-current={page === 'schedule' ? 'page' : undefined}>
            Schedule
          </a>
          <a href="./meetings" aria-current={page === 'meetings' ? 'page' : undefined}>
            Meetings
          </a>
        </nav>
      )}
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

const Brand = () => (
  <span className="brand">
    <Mark />
    <span className="brand-name">Elephant Meetings</span>
  </span>
);

/** Where the server's clock is not the world's, everybody must be able to see it. */
const FastClock = () => (useClockSpeed() === 1 ? null : <RunningClock />);

const RunningClock = () => {
  const now = useNow();
  const speed = useClockSpeed();
  return (
    <span className="fast-clock" title={`${longDate(now)}: the server’s clock runs ${speed} times faster`}>
      <span className="visually-hidden">The server’s clock, {speed} times faster: </span>
      <span className="fast-clock-time">{exactTime(now)}</span> <b>×{speed}</b>
    </span>
  );
};
