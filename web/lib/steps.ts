import { clockTime } from './instant.ts';
import type { Waiting } from './wire.ts';

export interface ProgressStep {
  readonly text: string;
  readonly detail?: string;
  readonly state: 'done' | 'current' | 'ahead';
}

/** What happens until the room opens, for the one who waits for it. */
export function progressSteps({ status, opens_at, launch_at, progress }: Waiting): readonly ProgressStep[] {
  const launching = status !== 'SCHEDULED';
  const preparing = launching && progress !== undefined;
  return [
    { text: 'The meeting is scheduled', state: launching ? 'done' : 'current' },
    {
      text: 'A machine starts for this meeting alone',
      ...(launch_at !== undefined && !launching && { detail: `at ${clockTime(Date.parse(launch_at))}` }),
      state: preparing ? 'done' : launching ? 'current' : 'ahead',
    },
    {
      text: 'The room gets ready',
      ...(preparing && { detail: progress }),
      state: preparing ? 'current' : 'ahead',
    },
    {
      text: 'The room opens, and you go in from here',
      ...(!launching && { detail: `not before ${clockTime(Date.parse(opens_at))}` }),
      state: 'ahead',
    },
  ];
}
