import { dateRange, hoursText, shortDate } from '../lib/instant.ts';
import type { Week } from '../lib/attendance-report.ts';
import { dollars } from './figure.tsx';
import { useOrganiserTexts } from './language.tsx';

interface WeekPlotProps {
  readonly weeks: readonly Week[];
  readonly zone: string;
}

/** The share of a week's place that its bar takes. */
const BAR = 0.7;

/** Meetings by week, as a picture and as a table. */
export const WeekPlot = ({ weeks, zone }: WeekPlotProps) => {
  const { reports: texts, ...common } = useOrganiserTexts();
  const top = Math.max(1, ...weeks.map(({ meetings }) => meetings));
  const last = weeks.at(-1);
  return (
    <section className="card" aria-labelledby="weeks-title">
      <h2 id="weeks-title">{texts.weeks}</h2>
      <p className="muted small">{texts.zone(zone)}</p>
      <div className="day-plot" dir="ltr" aria-hidden="true">
        <span className="day-plot-top digits">{top}</span>
        <span className="day-plot-zero digits">0</span>
        <svg viewBox={`0 0 ${weeks.length} ${top}`} preserveAspectRatio="none">
          <path
            className="day-plot-grid"
            d={`M0 0H${weeks.length}M0 ${top / 2}H${weeks.length}M0 ${top}H${weeks.length}`}
          />
          {weeks.map(({ from, meetings, both }, index) => (
            <g key={from} transform={`translate(${index + (1 - BAR) / 2} 0)`}>
              <rect className="week-all" y={top - meetings} width={BAR} height={meetings} />
              <rect className="week-both" y={top - both} width={BAR} height={both} />
            </g>
          ))}
        </svg>
        <p className="day-plot-hours small muted">
          <span>{weeks[0] && shortDate(weeks[0].from)}</span>
          <span>{last && weeks.length > 1 && shortDate(last.from)}</span>
        </p>
      </div>
      <p className="week-legend small">
        <span className="week-key week-key-both" /> {texts.both} <span className="week-key week-key-all" />{' '}
        {texts.others}
      </p>
      <div className="week-table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{texts.week}</th>
              <th scope="col">{common.meetings}</th>
              <th scope="col">{texts.both}</th>
              <th scope="col">{texts.hours}</th>
              <th scope="col">{texts.cost}</th>
            </tr>
          </thead>
          <tbody className="digits">
            {weeks.toReversed().map(({ from, to, meetings, both, minutes, dollars: cost }) => (
              <tr key={from}>
                <th scope="row">{dateRange(from, to - 1)}</th>
                <td>{meetings}</td>
                <td>{both}</td>
                <td>{hoursText(minutes)}</td>
                <td>
                  <bdi>{dollars(cost)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
