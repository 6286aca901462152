import { useState } from 'react';
import { errorText } from '../lib/api.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.tsx';

interface DangerButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  /** The dialog closes when the action succeeds, and shows the error when it fails. */
  readonly act: () => Promise<void>;
  readonly onDone: () => void;
}

/** Asks for confirmation before an action that cannot be undone. */
export const DangerButton = ({ label, title, text, confirmLabel, cancelLabel, act, onDone }: DangerButtonProps) => {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await act();
      onDone();
      setOpen(false);
    } catch (error) {
      setFailure(errorText(error, texts));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="danger-quiet" onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <p>{text}</p>
          {failure !== undefined && (
            <p className="notice notice-bad" role="alert">
              {failure}
            </p>
          )}
          <div className="buttons buttons-end">
            <button type="button" onClick={() => setOpen(false)}>
              {cancelLabel}
            </button>
            <button type="button" className="danger" onClick={() => void confirm()} disabled={busy}>
              {confirmLabel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
};
