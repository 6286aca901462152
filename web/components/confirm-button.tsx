import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { useAction } from './use-action.ts';

interface ConfirmButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  /** The dialog closes when the action succeeds, and shows the error when it fails. */
  readonly act: () => Promise<void>;
  readonly onDone: () => void;
  /** Further controls of the dialog. */
  readonly children?: ReactNode;
}

/** Asks for confirmation before an action that cannot be undone. */
export const DangerButton = (props: ConfirmButtonProps) => <ConfirmButton {...props} danger />;

/** Asks for confirmation before an action. */
export const ConfirmButton = ({
  label,
  title,
  text,
  confirmLabel,
  cancelLabel,
  act,
  onDone,
  children,
  danger = false,
}: ConfirmButtonProps & { readonly danger?: boolean }) => {
  const [open, setOpen] = useState(false);
  const { busy, failure, run } = useAction(act, () => {
    onDone();
    setOpen(false);
  });
  return (
    <>
      <button type="button" className={danger ? 'danger-quiet' : undefined} onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <p>{text}</p>
          {children}
          {failure !== undefined && (
            <p className="notice notice-bad" role="alert">
              {failure}
            </p>
          )}
          <div className="buttons buttons-end">
            <button type="button" onClick={() => setOpen(false)}>
              {cancelLabel}
            </button>
            <button type="button" className={danger ? 'danger' : 'primary'} onClick={() => void run()} disabled={busy}>
              {confirmLabel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
};
