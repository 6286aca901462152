import { useOrganiserTexts } from '../components/language.tsx';
import { longDate } from '../lib/instant.ts';

const DAY = 86_400_000;
/** The date in UTC, `YYYY-MM-DD`. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

interface OverviewHeadingProps {
  /** `YYYY-MM-DD`; both are undefined before the page has started. */
  readonly shown?: string;
  readonly today?: string;
  readonly onChoose?: (day: string) => void;
}

export const OverviewHeading = ({ shown, today, onChoose }: OverviewHeadingProps) => {
  const { overview: texts } = useOrganiserTexts();
  const at = shown === undefined ? undefined : Date.parse(shown);
  const go = (days: number) => (): void => {
    if (at !== undefined) onChoose?.(dayOf(at + days * DAY));
  };
  const isLast = shown !== undefined && today !== undefined && shown >= today;
  return (
    <div className="heading-row">
      <div>
        <h1>{texts.title}</h1>
        {/* An empty line keeps its height. */}
        <p className="muted">{at === undefined ? '\u00a0' : texts.utc(longDate(at, 'UTC'))}</p>
      </div>
      <div className="chips" role="group" aria-label={texts.day}>
        <button type="button" className="chip" onClick={go(-1)}>
          {texts.previous}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={shown === today}
          onClick={() => today !== undefined && onChoose?.(today)}
        >
          {texts.today}
        </button>
        <button type="button" className="chip" disabled={isLast} onClick={go(1)}>
          {texts.next}
        </button>
      </div>
    </div>
  );
};
