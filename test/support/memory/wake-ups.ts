import { WAKE_UP_KINDS, wakeUpName } from '../../../steps/domain/wake-ups.ts';
import type { WakeUp, WakeUps } from '../../../steps/ports.ts';

/** Keeps wake-ups in memory. They never fire. */
export class MemoryWakeUps implements WakeUps {
  readonly #armed = new Map<string, WakeUp>();

  async arm(wakeUp: WakeUp): Promise<void> {
    const name = wakeUpName(wakeUp.meetingId, wakeUp.revision, wakeUp.kind);
    if (!this.#armed.has(name)) this.#armed.set(name, wakeUp);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of WAKE_UP_KINDS) this.#armed.delete(wakeUpName(meetingId, revision, kind));
  }

  armed(): readonly WakeUp[] {
    return [...this.#armed.values()];
  }
}
