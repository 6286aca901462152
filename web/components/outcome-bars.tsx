import type { State } from '../lib/status.ts';
import { useOrganiserTexts } from './language.tsx';
import { StatusBadge } from './status-badge.tsx';

interface OutcomeBarsProps {
  readonly rows: readonly { readonly state: State; readonly count: number }[];
}

/** How many meetings have each outcome or status. */
export const OutcomeBars = ({ rows }: OutcomeBarsProps) => {
  const { overview: texts } = useOrganiserTexts();
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <section className="card" aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">{texts.outcomes}</h2>
      <ul className="outcomes">
        {rows.map(({ state, count }) => (
          <li key={state.outcome ?? state.status}>
            <StatusBadge meeting={state} />
            <span className="outcome-bar" aria-hidden="true">
              <i style={{ inlineSize: `${(count / most) * 100}%` }} />
            </span>
            <b className="digits">{count}</b>
          </li>
        ))}
      </ul>
    </section>
  );
};
