import { clockTime } from './instant.ts';
import type { Waiting } from './wire.ts';

export interface ProgressStep {
  readonly text: string;
  readonly detail?: string;
  readonly state: 'done' | 'current' | 'ahead';
}

/** The steps until the room opens, as the waiting page shows them. */
export function progressSteps({ status, opens_at, launch_at, progress }: Waiting): readonly ProgressStep[] {
  const launching = status !== 'SCHEDULED';
  const preparing = launching && progress !== undefined;
  return [
    { text: 'Meeting scheduled', state: launching ? 'done' : 'current' },
    {
      text: 'Starting your room',
      ...(launch_at !== undefined && !launching && { detail: `at ${clockTime(Date.parse(launch_at))}` }),
      state: preparing ? 'done' : launching ? 'current' : 'ahead',
    },
    {
      text: 'Getting your room ready',
      ...(preparing && { detail: progress }),
      state: preparing ? 'current' : 'ahead',
    },
    {
      text: 'Room open',
      ...(!launching && { detail: `not before ${clockTime(Date.parse(opens_at))}` }),
      state: 'ahead',
    },
  ];
}
