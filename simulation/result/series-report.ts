import { isoSeconds } from '../../steps/domain/instants.ts';
import type { RunOptions } from '../run.ts';
import type { SeriesEdit, SeriesScenario } from '../series/scenario.ts';
import type { SeriesResult } from '../series/simulation.ts';
import { conditionsText, relative } from './report.ts';

/** A violation of a series, with its timeline. */
export const seriesFindingText = (series: SeriesScenario, played: SeriesResult, options: RunOptions): string =>
  [
    '',
    `VIOLATION by series ${series.index} of seed ${options.seed}, ${conditionsText(options)}; run it alone with --only s${series.index}`,
    seriesText(series, played),
  ].join('\n');

/** A series, what happens to it, and what broke. Times are relative to its creation. */
export function seriesText(series: SeriesScenario, { story, breaches }: SeriesResult): string {
  const { id, start, meetTime, zone, rule, durationMinutes, edits, outage, blocked, faults } = series;
  return [
    `  ${id}: T = ${isoSeconds(start)}, ${rule} from ${meetTime} in ${zone}, ${durationMinutes} minutes`,
    ...edits.map((edit) => `  ${relative(edit.at)}: ${editText(edit)}`),
    ...(outage ? [`  no meetings are created from ${relative(outage.from)} to ${relative(outage.until)}`] : []),
    ...(blocked ? [`  date ${blocked.date} has no free host until ${relative(blocked.until)}`] : []),
    ...faults.map((fault) => `  fault: ${JSON.stringify(fault)}`),
    '  timeline:',
    ...story.map(({ at, what }) => `    ${relative(at - start).padEnd(12)}  ${what}`),
    ...new Set(breaches.map(({ promise, what }) => `  => ${promise}: ${what}`)),
  ].join('\n');
}

const editText = (edit: SeriesEdit): string =>
  edit.what === 'fill'
    ? `a run for ${edit.all ? 'all series' : 'the series'}`
    : `${edit.what} from day ${edit.days} on${edit.toFirst ? ', of the first series' : ''} ${JSON.stringify(edit.fields)}`;
