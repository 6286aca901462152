import { useEffect, useRef, useState } from 'react';
import { newIdempotencyKey } from '../lib/idempotency-key.ts';
import { minutesText } from '../lib/instant.ts';
import type { PlannedTimes } from '../lib/wire.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.tsx';
import { useAction } from './use-action.ts';

interface MinutesButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** The button is there while this is positive. */
  readonly most: number;
  /** @param key the same in repeated calls of one dialog with the same minutes */
  readonly act: (minutes: number, key: string) => Promise<PlannedTimes>;
  /** What the page says after a success. */
  readonly said: (times: PlannedTimes) => string;
  readonly onDone: () => void;
}

/** A button that asks for a number of minutes. */
export const MinutesButton = ({ label, most, said, onDone, ...dialog }: MinutesButtonProps) => {
  const [open, setOpen] = useState(false);
  const [result, setResult] = useState('');
  const status = useRef<HTMLSpanElement>(null);
  const isOffered = most > 0;
  useEffect(() => {
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
      )}
      <span ref={status} className={result ? 'small' : 'visually-hidden'} role="status" tabIndex={-1}>
        {result}
      </span>
    </>
  );
};

interface MinutesDialogProps extends Pick<MinutesButtonProps, 'title' | 'text' | 'most' | 'act'> {
  readonly onDone: (times: PlannedTimes) => void;
  readonly onClose: () => void;
}

const CHOICES = [5, 10, 15, 30, 60] as const;
const LONGEST = 60;

const MinutesDialog = ({ title, text, most, act, onDone, onClose }: MinutesDialogProps) => {
  const texts = useTexts();
  const [key] = useState(newIdempotencyKey);
  const { busy, failure, run } = useAction((minutes: number) => act(minutes, `${key}-${minutes}`), onDone);
  const choices = [...CHOICES.filter((minutes) => minutes < most), Math.min(most, LONGEST)];
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="buttons">
        {[...new Set(choices)].map((minutes) => (
          <button key={minutes} type="button" disabled={busy} onClick={() => void run(minutes)}>
            {minutesText(minutes)}
          </button>
        ))}
      </div>
      {failure !== undefined && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      <div className="buttons buttons-end">
        <button type="button" onClick={onClose}>
          {texts.close}
        </button>
      </div>
    </Dialog>
  );
};
