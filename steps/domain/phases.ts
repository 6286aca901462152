import { fromIso, type Millis, MINUTE, SECOND } from './instants.ts';

/** Parts of the time to ready, in their order. */
export const PHASES = ['boot', 'network', 'packages', 'images', 'containers', 'healthy'] as const;
export type Phase = (typeof PHASES)[number];

/** Whole seconds from the launch until the phase was over. A host does not have every phase. */
export type Phases = Readonly<Partial<Record<Phase, number>>>;

/** The clock of a host may be ahead of ours by this much. */
const CLOCKS_DIFFER: Millis = MINUTE;

/**
 * The phases in a health document. It comes from the host, so whatever is not plausible is left out: an instant that is no
 * number, before the launch, before an earlier phase, or in the future.
 * @param reported epoch seconds by phase
 */
export function phasesOf(reported: unknown, { launched_at }: { readonly launched_at: string }, now: Millis): Phases {
  const launchedAt = fromIso(launched_at);
  const phases: Partial<Record<Phase, number>> = {};
  let latest = 0;
  for (const phase of PHASES) {
    const at = fieldOf(reported, phase);
    const after = typeof at === 'number' ? Math.round(at - launchedAt / SECOND) : Number.NaN;
    if (!(after >= latest && after * SECOND <= now - launchedAt + CLOCKS_DIFFER)) continue;
    phases[phase] = latest = after;
  }
  return phases;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
