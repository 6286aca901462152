import { useState } from 'react';
import { explain } from '../lib/errors.ts';
import { Dialog } from './dialog.tsx';

interface DangerButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  /** What cannot be taken back; the dialog closes when it is done, and says why when it fails. */
  readonly act: () => Promise<void>;
}

/** Asks before it acts. */
export const DangerButton = ({ label, title, text, yes, no, act }: DangerButtonProps) => {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      await act();
      setAsked(false);
    } catch (error) {
      setFault(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="danger-quiet" onClick={() => setAsked(true)}>
        {label}
      </button>
      {asked && (
        <Dialog title={title} onClose={() => setAsked(false)}>
          <p>{text}</p>
          {fault !== undefined && (
            <p className="notice notice-bad" role="alert">
              {fault}
            </p>
          )}
          <div className="buttons buttons-end">
            <button type="button" onClick={() => setAsked(false)}>
              {no}
            </button>
            <button type="button" className="danger" onClick={() => void confirm()} disabled={busy}>
              {yes}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
};
