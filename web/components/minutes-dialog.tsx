import { useState } from 'react';
import { newIdempotencyKey } from '../lib/idempotency-key.ts';
import { minutesText } from '../lib/instant.ts';
import type { ChangedTimes } from '../lib/wire.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.tsx';
import type { MinutesButtonProps } from './minutes-button.tsx';
import { useAction } from './use-action.ts';

interface MinutesDialogProps extends Pick<MinutesButtonProps, 'title' | 'text' | 'most' | 'act'> {
  readonly onDone: (times: ChangedTimes) => void;
  readonly onClose: () => void;
}

const CHOICES = [5, 10, 15, 30, 60] as const;
const LONGEST = 60;

/** The default export of a module that `lazy` loads only when somebody asks for minutes. */
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

export default MinutesDialog;
