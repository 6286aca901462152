import { useOrganiserTexts } from './language.tsx';

interface DayPlotProps {
  /** The most hosts at once in each quarter of an hour, from midnight on. */
  readonly counts: readonly number[];
}

const QUARTERS = 96;
const HOURS = [0, 6, 12, 18, 24];

/** Hosts over the hours of a day, as a picture and as a table. */
export const DayPlot = ({ counts }: DayPlotProps) => {
  const { overview: texts, ...common } = useOrganiserTexts();
  const most = Math.max(0, ...counts);
  const top = Math.max(1, most);
  const line = counts.map((count, quarter) => `${quarter === 0 ? 'M0 ' : 'V'}${top - count}H${quarter + 1}`).join('');
  return (
    <section className="card" aria-labelledby="plot-title">
      <h2 id="plot-title">{texts.hosts}</h2>
      <p className="muted small">{texts.peak(most)}</p>
      <div className="day-plot" dir="ltr" aria-hidden="true">
        <span className="day-plot-top digits">{top}</span>
        <span className="day-plot-zero digits">0</span>
        <svg viewBox={`0 0 ${QUARTERS} ${top}`} preserveAspectRatio="none">
          <path className="day-plot-grid" d={`M0 0H${QUARTERS}M0 ${top / 2}H${QUARTERS}M0 ${top}H${QUARTERS}`} />
          {counts.length > 0 && <path className="day-plot-area" d={`${line}V${top}H0Z`} />}
          {counts.length > 0 && <path className="day-plot-line" d={line} />}
        </svg>
        <p className="day-plot-hours small muted">
          {HOURS.map((hour) => (
            <span key={hour}>{hourText(hour)}</span>
          ))}
        </p>
      </div>
      <details className="day-table">
        <summary>{texts.table}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{common.time}</th>
              <th scope="col">{common.hosts}</th>
            </tr>
          </thead>
          <tbody>
            {byHour(counts).map((count, hour) => (
              <tr key={hourText(hour)}>
                <th scope="row">{hourText(hour)}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
};

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const byHour = (counts: readonly number[]): readonly number[] =>
  Array.from({ length: Math.ceil(counts.length / 4) }, (_, hour) => Math.max(...counts.slice(hour * 4, hour * 4 + 4)));
