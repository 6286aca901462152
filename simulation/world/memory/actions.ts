import type { Action } from '../../../steps/domain/actions.ts';
import type { ActionRecord, ActionStore } from '../../../steps/actions/ports.ts';

/** The record of actions in memory. Records are immutable, so they are not copied. */
export class MemoryActions implements ActionStore {
  /** By meeting, then by number. */
  readonly #records = new Map<string, Map<number, ActionRecord>>();

  /** Deletes the actions of a meeting. Not part of the port. */
  forget(meetingId: string): void {
    this.#records.delete(meetingId);
  }

  /** All actions of a meeting, in order. Not part of the port. */
  of(meetingId: string): readonly Action[] {
    const records = [...(this.#records.get(meetingId)?.values() ?? [])];
    return records.map(({ action }) => action).toSorted((a, b) => a.number - b.number);
  }

  async save(record: ActionRecord): Promise<void> {
    const known = this.#records.get(record.meeting_id) ?? new Map<number, ActionRecord>();
    if (!known.has(record.action.number)) known.set(record.action.number, record);
    this.#records.set(record.meeting_id, known);
  }

  async list(meetingId: string, { after, limit }: Parameters<ActionStore['list']>[1]) {
    const actions = this.of(meetingId).filter(({ number }) => number > after);
    return { actions: actions.slice(0, limit), more: actions.length > limit };
  }
}
