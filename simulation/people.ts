import { fromIso, type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';
import { DEFAULT_TIMETABLE } from '../steps/domain/timetable.ts';
import type { Person, Visit } from './scenario.ts';
import type { World } from './world.ts';

/** After an answer that says nothing. */
const TRY_AGAIN: Millis = 5 * SECOND;

export interface Seat {
  readonly id: string;
  readonly key: string;
  readonly meetTime: Millis;
  /** Nobody waits longer than that. */
  readonly until: Millis;
}

/** What a person did, for a timeline. */
export type Tell = (what: string) => void;

/** Somebody with a link: waits on the join page, comes in, says that they are there, and goes, one way or another. */
export class Guest {
  readonly role: Role;
  /** Of the last sign of life that was answered: when it was sent. */
  heard: Millis | undefined;
  /** In the room, as far as they know. */
  inside = false;
  /** They know that the meeting is over. */
  toldOver = false;
  readonly #world: World;
  readonly #seat: Seat;
  readonly #tell: Tell | undefined;

  constructor(world: World, seat: Seat, person: Person, tell?: Tell) {
    this.role = person.role;
    this.#world = world;
    this.#seat = seat;
    this.#tell = tell;
    for (const visit of person.visits)
      world.timers.at(seat.meetTime + visit.from, () => {
        void this.#wait(visit);
      });
  }

  /** Whether the meeting must go on for them: they are in, and were heard of within that time. */
  isPresent(now: Millis, within: Millis): boolean {
    return this.inside && this.heard !== undefined && now - this.heard < within;
  }

  /** The join page: asks until the room is open. */
  async #wait(visit: Visit): Promise<void> {
    if (this.toldOver || this.#isOver(visit)) return;
    const { id, key } = this.#seat;
    const { status, body } = await this.#world.request('join', { id, role: this.role }, undefined, { query: { key } });
    if (status === 410) return this.#hearsItIsOver();
    if (status === 200) return this.#comeIn(visit);
    const again = status === 202 ? (JSON.parse(body) as { retry_after_seconds: number }).retry_after_seconds : 0;
    this.#after(again * SECOND || TRY_AGAIN, () => this.#wait(visit));
  }

  async #comeIn(visit: Visit): Promise<void> {
    this.#tell?.('comes in');
    if (visit.ending !== 'forgets')
      this.#world.timers.at(Math.max(this.#world.now, this.#seat.meetTime + visit.until), () => {
        void this.#go(visit);
      });
    await this.#say('joined', visit);
    this.#nextBeat(visit);
  }

  #nextBeat(visit: Visit): void {
    this.#after(DEFAULT_TIMETABLE.presenceEvery * SECOND, async () => {
      if (this.toldOver || this.#isOver(visit)) return;
      this.#nextBeat(visit);
      await this.#say('present', visit);
    });
  }

  async #go({ ending }: Visit): Promise<void> {
    if (!this.inside) return;
    this.inside = false;
    this.#tell?.(ending);
    if (ending === 'leaves') await this.#post('left');
  }

  async #say(event: 'joined' | 'present', visit: Visit): Promise<void> {
    const sentAt = this.#world.now;
    const status = await this.#post(event);
    if (status === 410) return this.#hearsItIsOver();
    if (status !== 204 || this.#isOver(visit)) return;
    this.inside = true;
    this.heard = Math.max(this.heard ?? 0, sentAt);
  }

  async #post(event: 'joined' | 'present' | 'left'): Promise<number> {
    const { id, key } = this.#seat;
    const { status } = await this.#world.request('presence', { id }, { role: this.role, key, event });
    return status;
  }

  #hearsItIsOver(): void {
    if (!this.toldOver) this.#tell?.('is told that the meeting is over');
    this.toldOver = true;
    this.inside = false;
  }

  #isOver({ until, ending }: Visit): boolean {
    const { now } = this.#world;
    return now >= this.#seat.until || (ending !== 'forgets' && now >= this.#seat.meetTime + until);
  }

  #after(delay: Millis, act: () => Promise<void>): void {
    this.#world.timers.at(this.#world.now + delay, () => {
      void act();
    });
  }
}

/** The keys in the links that the answer to /schedule gives. */
export function keysIn(body: string): Readonly<Record<Role, string>> & { readonly launchAt: Millis } {
  const answer = JSON.parse(body) as Record<'teacher_link' | 'student_link' | 'launch_at', string>;
  const keyIn = (link: string): string => new URL(link).searchParams.get('key') ?? '';
  return {
    teacher: keyIn(answer.teacher_link),
    student: keyIn(answer.student_link),
    launchAt: fromIso(answer.launch_at),
  };
}
