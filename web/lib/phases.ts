import { type Phase, type Phases, PHASES } from '../../steps/domain/phases.ts';

/** How long each phase of a boot took, in milliseconds. A phase that was not reported is part of the next one. */
export function phaseSpans(phases: Phases): readonly { readonly phase: Phase; readonly took: number }[] {
  let before = 0;
  return PHASES.flatMap((phase) => {
    const until = phases[phase];
    if (until === undefined) return [];
    const took = (until - before) * 1000;
    before = until;
    return [{ phase, took }];
  });
}
