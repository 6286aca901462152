import { PAUSE_MARK, pausedUntil } from '../domain/pause.ts';
import type { Ports } from '../ports.ts';

/** True while an operator stops all ends by safety nets: see `scripts/pause.ts`. */
export const isPaused = async ({ meetings, clock }: Pick<Ports, 'meetings' | 'clock'>): Promise<boolean> =>
  pausedUntil(await meetings.getMark(PAUSE_MARK), clock.now()) !== undefined;
