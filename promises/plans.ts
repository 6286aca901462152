import { promise, when } from './promise.ts';
import { isoSeconds } from '../steps/domain/instants.ts';

export const onePlan = promise(
  'one-plan',
  'Until the launch, exactly one revision of a meeting can launch, and its execution and its two wake-ups exist. No other revision launches a host.',
  ['plans', 'launches'],
  ({ plans, launches }) => [
    ...plans.flatMap(({ at, revision, executionRuns, wakeUps }) => [
      ...when(!executionRuns, `revision ${revision} had no running execution at ${isoSeconds(at)}`),
      ...when(wakeUps < 2, `revision ${revision} had ${wakeUps} wake-ups at ${isoSeconds(at)}`),
    ]),
    ...launches
      .filter(({ revision, launchable }) => revision !== launchable)
      .map(({ revision, launchable }) => `revision ${revision} launched a host, and the row had ${launchable}`),
  ],
);
