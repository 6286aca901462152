import english from '../../../web/languages/en.ts';
import { outcomeMessage } from '../../../web/lib/outcomes.ts';
import type { Meeting, Role } from '../../../web/lib/wire.ts';

/** One state of a page, as Bombadil saw it. */
export interface Seen {
  /** Real time, epoch milliseconds. */
  readonly at: number;
  readonly reloaded: boolean;
  readonly offline: boolean;
  readonly heading: string | null;
  readonly title: string;
  readonly button: boolean;
  /** Names of the properties that this state breaks. */
  readonly violations: readonly string[];
}

export interface Exploration {
  readonly pages: Readonly<Record<Role | 'organiser', readonly Seen[]>>;
  readonly meeting: Pick<Meeting, 'outcome' | 'ended_by'>;
  /** Real times, epoch milliseconds. */
  readonly openedAt: number | undefined;
  readonly decidedAt: number | undefined;
  /** Periods without a runtime. */
  readonly down: readonly { readonly from: number; readonly to: number }[];
}

/** Those who use pages at the same time. */
export const EXPLORERS = ['teacher', 'student', 'organiser'] as const;

/** Milliseconds. */
const BUTTON_WITHIN = 10_000;
/** A run with fewer states has explored nothing. */
const FEWEST_STATES = 5;

/** Everything that the pages of both people broke, judged together and with the row. */
export function judge(exploration: Exploration): readonly string[] {
  return EXPLORERS.flatMap((explorer) => {
    const states = exploration.pages[explorer];
    const few = states.length < FEWEST_STATES ? [`only ${states.length} states`] : [];
    const broken = new Set([
      ...few,
      ...states.flatMap(({ violations }) => violations),
      ...(explorer === 'organiser'
        ? []
        : [...wrongOutcomes(explorer, exploration), ...missingButtons(explorer, exploration)]),
    ]);
    return [...broken].map((what) => `${explorer}: ${what}`);
  });
}

/** Both are told the outcome in the row, each in the words for their role, and not before it is decided. */
function wrongOutcomes(role: Role, { pages, meeting, decidedAt }: Exploration): string[] {
  const { title } = outcomeMessage(meeting.outcome, meeting.ended_by, role, english.guests('meeting'));
  return pages[role].flatMap((seen) => {
    if (!seen.title.startsWith('The meeting is over')) return [];
    if (decidedAt === undefined || seen.at < decidedAt) return [`told "${seen.heading}" before the end was decided`];
    return seen.heading === title ? [] : [`told "${seen.heading}" instead of "${title}"`];
  });
}

/** A page that could reach the runtime for ten seconds shows the button of a room that is open that long. */
function missingButtons(role: Role, { pages, openedAt, decidedAt, down }: Exploration): string[] {
  if (openedAt === undefined) return [];
  const states = pages[role];
  return states.flatMap(({ at, button, offline }) => {
    const since = at - BUTTON_WITHIN;
    const disturbed =
      offline ||
      since < openedAt ||
      at >= (decidedAt ?? Number.POSITIVE_INFINITY) ||
      // A page waits up to ten seconds between two attempts.
      down.some(({ from, to }) => from <= at && to + BUTTON_WITHIN > since) ||
      states.some((other) => other.reloaded && other.at <= at && other.at > since);
    return button || disturbed ? [] : ['no button 10 s after the room opened'];
  });
}

interface TraceLine {
  readonly timestamp: number;
  readonly action: unknown;
  readonly snapshots: readonly { readonly name: string | null; readonly value: unknown }[];
  readonly violations: readonly { readonly name?: string }[];
}

/** @param trace lines of JSON; the last one can be incomplete */
export function statesOf(trace: string): readonly Seen[] {
  return trace
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { timestamp, action, snapshots, violations } = JSON.parse(line) as TraceLine;
      const values = Object.fromEntries(snapshots.map(({ name, value }) => [name, value])) as Record<string, unknown>;
      return {
        at: timestamp / 1000,
        reloaded: action === 'Reload',
        offline: values['offline'] === true,
        heading: (values['heading'] ?? null) as string | null,
        title: String(values['title']),
        button: values['button'] === true,
        violations: violations.map((violation) => violation.name ?? JSON.stringify(violation)),
      };
    });
}
