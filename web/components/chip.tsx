import type { ReactNode } from 'react';

interface ChipProps {
  readonly on: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A choice of a group: pressed while it is chosen. */
export const Chip = ({ on, onClick, children }: ChipProps) => (
  <button type="button" className="chip" aria-pressed={on} onClick={onClick}>
    {children}
  </button>
);

interface ChipsProps {
  readonly label: string;
  /** They keep their place, but are not shown yet. */
  readonly early?: boolean;
  readonly children: ReactNode;
}

export const Chips = ({ label, early = false, children }: ChipsProps) => (
  <div className={early ? 'chips chips-early' : 'chips'} role="group" aria-label={label}>
    {children}
  </div>
);
