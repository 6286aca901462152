import { lazy, Suspense, useLayoutEffect, useRef, useState } from 'react';
import type { ChangedTimes } from '../lib/wire.ts';

const MinutesDialog = lazy(() => import('./minutes-dialog.tsx'));

export interface MinutesButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** The button is there while this is positive. */
  readonly most: number;
  /** @param key the same in repeated calls of one dialog with the same minutes */
  readonly act: (minutes: number, key: string) => Promise<ChangedTimes>;
  /** What the page says after a success. */
  readonly said: (times: ChangedTimes) => string;
  readonly onDone: () => void;
}

/** A button that asks for a number of minutes. */
export const MinutesButton = ({ label, most, said, onDone, ...dialog }: MinutesButtonProps) => {
  const [open, setOpen] = useState(false);
  const [result, setResult] = useState('');
  const status = useRef<HTMLSpanElement>(null);
  const isOffered = most > 0;
  useLayoutEffect(() => {
    // The button that had the focus is gone.
    if (result && !isOffered && document.activeElement === document.body) status.current?.focus();
  }, [result, isOffered]);
  return (
    <>
      {isOffered && (
        <button type="button" onClick={() => setOpen(true)}>
          {label}
        </button>
      )}
      {open && (
        <Suspense>
          <MinutesDialog
            {...dialog}
            most={most}
            onClose={() => setOpen(false)}
            onDone={(times) => {
              setOpen(false);
              setResult(said(times));
              onDone();
            }}
          />
        </Suspense>
      )}
      <span ref={status} className={result ? 'small' : 'visually-hidden'} role="status" tabIndex={-1}>
        {result}
      </span>
    </>
  );
};
