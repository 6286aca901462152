import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Role } from '../../steps/domain/links.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import type { Person, Visit } from '../plan/scenario.ts';
import type { World } from './world.ts';

/** The join page waits this long after a response that names no delay. */
const RETRY_AFTER: Millis = 5 * SECOND;

export interface Invitation {
  readonly id: string;
  readonly key: string;
  /** When the meeting is now: it can be moved. */
  readonly meetTime: () => Millis;
  /** A participant who still waits then leaves. */
  readonly until: () => Millis;
}

/** Receives what a participant does, for the timeline. */
export type OnAct = (what: string) => void;

/** A person with a personal link: waits on the join page, joins, reports presence, and leaves as the scenario says. */
export class Participant {
  readonly role: Role;
  /** When the last presence was sent that the API accepted. A forgotten page sends presence, too. */
  lastHeard: Millis | undefined;
  /** The same, of the presence that was sent while the person was in the room. */
  lastHeardInside: Millis | undefined;
  /** The times in the room, in order. The person is inside while the last one has no end. */
  readonly stays: { readonly from: Millis; until?: Millis }[] = [];
  /** Whether a response said that the meeting is over. */
  knowsOver = false;
  readonly #world: World;
  readonly #invitation: Invitation;
  readonly #onAct: OnAct | undefined;
  /** Visits that have not begun. */
  readonly #planned: Set<Visit>;

  constructor(world: World, invitation: Invitation, person: Person, onAct?: OnAct) {
    this.role = person.role;
    this.#world = world;
    this.#invitation = invitation;
    this.#onAct = onAct;
    this.#planned = new Set(person.visits);
    this.onMoved();
  }

  /** Plans the visits that have not begun anew: people come at the time that their page shows. */
  onMoved(): void {
    for (const visit of this.#planned) {
      const comesAt = (): Millis => this.#invitation.meetTime() + visit.from;
      this.#world.timers.at(Math.max(this.#world.now, comesAt()), () => {
        // After a move to a later time, another timer begins the visit.
        if (this.#world.now >= comesAt() && this.#planned.delete(visit)) void this.#wait(visit);
      });
    }
  }

  /** Since when the person is in the room; undefined when outside. */
  get insideSince(): Millis | undefined {
    const last = this.stays.at(-1);
    return last?.until === undefined ? last?.from : undefined;
  }

  /** Whether the person is in the room and the API accepted a presence within the given time. */
  isHeard(now: Millis, within: Millis): boolean {
    return this.insideSince !== undefined && now - (this.lastHeardInside ?? Number.NEGATIVE_INFINITY) < within;
  }

  /** Polls until the room is open, like the join page. */
  async #wait(visit: Visit): Promise<void> {
    if (this.knowsOver || this.#isOver(visit)) return;
    const { id, key } = this.#invitation;
    const { status, body } = await this.#world.request('join', { id, role: this.role }, undefined, keyHeader(key));
    if (status === 410) return this.#learnOver();
    if (status === 200) return this.#join(visit);
    const again = status === 202 ? (JSON.parse(body) as { retry_after_seconds: number }).retry_after_seconds : 0;
    this.#after(again * SECOND || RETRY_AFTER, () => this.#wait(visit));
  }

  async #join(visit: Visit): Promise<void> {
    this.#onAct?.('joins');
    if (this.insideSince === undefined) this.stays.push({ from: this.#world.now });
    this.#world.timers.at(Math.max(this.#world.now, this.#invitation.meetTime() + visit.until), () => {
      void this.#leave(visit);
    });
    await this.#report('joined', visit);
    this.#reportLater(visit);
  }

  #reportLater(visit: Visit): void {
    this.#after(DEFAULT_TIMETABLE.presenceEvery * SECOND, async () => {
      if (this.knowsOver || this.#isOver(visit)) return;
      this.#reportLater(visit);
      await this.#report('present', visit);
    });
  }

  async #leave({ ending }: Visit): Promise<void> {
    if (this.insideSince === undefined) return;
    this.#goOut();
    this.#onAct?.(ending);
    if (ending === 'leaves') await this.#post('left');
  }

  async #report(event: 'joined' | 'present', visit: Visit): Promise<void> {
    const sentAt = this.#world.now;
    const status = await this.#post(event);
    if (status === 410) return this.#learnOver();
    if (status !== 204 || this.#isOver(visit)) return;
    this.lastHeard = Math.max(this.lastHeard ?? 0, sentAt);
    if (this.insideSince !== undefined) this.lastHeardInside = Math.max(this.lastHeardInside ?? 0, sentAt);
  }

  #goOut(): void {
    const last = this.stays.at(-1);
    if (last) last.until ??= this.#world.now;
  }

  async #post(event: 'joined' | 'present' | 'left'): Promise<number> {
    const { id, key } = this.#invitation;
    const { status } = await this.#world.request('presence', { id }, { role: this.role, event }, keyHeader(key));
    return status;
  }

  #learnOver(): void {
    if (!this.knowsOver) this.#onAct?.('learns that the meeting is over');
    this.knowsOver = true;
    this.#goOut();
  }

  #isOver({ until, ending }: Visit): boolean {
    const { now } = this.#world;
    const { meetTime, until: lastWait } = this.#invitation;
    return now >= lastWait() || (ending !== 'forgets' && now >= meetTime() + until);
  }

  #after(delay: Millis, act: () => Promise<void>): void {
    this.#world.timers.at(this.#world.now + delay, () => {
      void act();
    });
  }
}

/** What a request with the key of a link adds. */
export const keyHeader = (key: string) => ({ headers: { 'x-link-key': key } });

/** The keys of the personal links in a response of `POST /schedule`. */
export function linkKeys(body: string): Readonly<Record<Role, string>> {
  const response = JSON.parse(body) as Record<'teacher_link' | 'student_link', string>;
  const keyOf = (link: string): string => new URL(link).searchParams.get('key') ?? '';
  return { teacher: keyOf(response.teacher_link), student: keyOf(response.student_link) };
}
