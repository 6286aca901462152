import type { Visit } from './execution-path.ts';

/** Visits that repeat the same states, such as the polls of a host. */
export interface Run {
  readonly states: readonly string[];
  readonly times: number;
  readonly visits: readonly Visit[];
}

const LONGEST_CYCLE = 4;
const MIN_TIMES = 3;

/** Joins cycles of up to four states that repeat at least three times. Visits with a failure stay visible. */
export function collapseRuns(visits: readonly Visit[]): readonly (Visit | Run)[] {
  const collapsed: (Visit | Run)[] = [];
  for (let index = 0; index < visits.length;) {
    const run = runAt(visits, index);
    collapsed.push(run ?? visits[index]!);
    index += run?.visits.length ?? 1;
  }
  return collapsed;
}

function runAt(visits: readonly Visit[], from: number): Run | undefined {
  for (let length = 1; length <= LONGEST_CYCLE; length++) {
    let to = from;
    while (
      to < visits.length &&
      isQuiet(visits[to]!) &&
      visits[to]!.state === visits[from + ((to - from) % length)]!.state
    )
      to++;
    const times = Math.floor((to - from) / length);
    if (times < MIN_TIMES) continue;
    return {
      states: visits.slice(from, from + length).map(({ state }) => state),
      times,
      visits: visits.slice(from, from + times * length),
    };
  }
  return undefined;
}

const isQuiet = ({ result, errors }: Visit): boolean => result === 'succeeded' && errors.length === 0;
