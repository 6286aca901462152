import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

interface DialogProps {
  readonly title: string;
  /** Called on Escape. */
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A native modal dialog: the browser traps the focus and restores it. */
export const Dialog = ({ title, onClose, wide = false, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // The browser restores the focus only if the dialog closes before React removes it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading} tabIndex={-1} autoFocus>
        {title}
      </h2>
      {children}
    </dialog>
  );
};
