import { type ReactNode, useState } from 'react';
import { Icon } from './icons.tsx';

interface ClosedCardProps {
  readonly title: string;
  readonly hint: ReactNode;
  readonly children: ReactNode;
}

/** A card that is closed at first. Its content renders, and loads what it needs, when it opens. */
export const ClosedCard = ({ title, hint, children }: ClosedCardProps) => {
  const [open, setOpen] = useState(false);
  return (
    <details className="card technical" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" />
        <b>{title}</b>
        <span className="muted small">{hint}</span>
      </summary>
      {open && children}
    </details>
  );
};
