import type { ReactNode } from 'react';

interface FigureProps {
  readonly title: string;
  readonly value: ReactNode;
  readonly more: string;
}

/** A number that stands out. */
export const Figure = ({ title, value, more }: FigureProps) => (
  <section className="card">
    <h2>{title}</h2>
    <p className="figure digits">
      <bdi>{value}</bdi>
    </p>
    <p className="small muted">{more}</p>
  </section>
);

/** The hosts of one meeting cost less than a cent. */
export const dollars = (amount: number): string => `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
