import type { EventTrace } from '../promises/told-trace.ts';
import type { Untold } from '../steps/domain/outbox.ts';
import { fromIso } from '../steps/domain/instants.ts';
import type { Meeting } from '../steps/domain/meeting.ts';

/** The events of a meeting, from the writes of its row. */
export class ToldEvents {
  /** By sequence, in order. */
  readonly #events = new Map<number, EventTrace>();

  get events(): readonly EventTrace[] {
    return [...this.#events.values()];
  }

  onWrite({ untold = [] }: Meeting, before: Meeting | undefined): void {
    const known = before?.untold ?? [];
    if (untold === known) return;
    const news = untold.filter(({ sequence }) => !this.#events.has(sequence));
    for (const { type, role, at, sequence } of news)
      this.#events.set(sequence, { type, ...(role && { role }), at: fromIso(at), sequence, replaced: false });
    for (const { sequence } of known.filter((entry) => news.some((other) => replaces(other, entry))))
      this.#events.set(sequence, { ...this.#events.get(sequence)!, replaced: true });
  }
}

const replaces = (later: Untold, entry: Untold): boolean => later.type === entry.type && later.role === entry.role;
