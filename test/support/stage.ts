import { ORIGIN } from '../../simulation/world/api.ts';
import { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import type { HistoryEvent } from '../../local/states-language/index.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Role } from '../../steps/domain/links.ts';
import { MEET_TIME, t } from './meeting.ts';

/** A valid body of `POST /schedule`, for a meeting at time T. */
export const LESSON = {
  teacher_name: 'Ada',
  student_name: 'Ben',
  meet_time: MEET_TIME,
  frontend_base_url: `${ORIGIN}/join`,
};

/** A simulated world with one meeting at time T. All times are minutes after T. */
export class Stage {
  readonly world: World;
  readonly path: string[] = [];
  #id = '';
  #keys: Record<Role, string> = { teacher: '', student: '' };

  constructor(options: Partial<WorldOptions> = {}) {
    this.world = new World({
      start: t(-60),
      ...options,
      onChange: (_execution, event: HistoryEvent) => {
        if (event.type.endsWith('StateEntered') && event.state !== undefined) this.path.push(event.state);
      },
    });
  }

  get id(): string {
    return this.#id;
  }

  /** The key of a personal link. */
  keyOf(role: Role): string {
    return this.#keys[role];
  }

  get row(): Promise<Meeting> {
    return this.world.meetings.find(this.#id) as Promise<Meeting>;
  }

  async schedule(fields: Record<string, unknown> = {}): Promise<this> {
    const response = await this.world.request('schedule', {}, { ...LESSON, ...fields });
    if (response.status !== 200) throw new Error(response.body);
    const { id, teacher_link, student_link } = JSON.parse(response.body) as Record<string, string>;
    this.#id = id!;
    for (const [role, link] of [
      ['teacher', teacher_link],
      ['student', student_link],
    ] as const)
      this.#keys[role] = new URL(link!).searchParams.get('key')!;
    return this;
  }

  /** Whether the meeting can change now. Before and after this time, all sweeps make the same calls and find nothing. */
  get isEventful(): boolean {
    const now = this.world.timers.now();
    return now > t(-21) && now < t(31);
  }

  /** Runs the world until `minutes` after T. */
  async at(minutes: number): Promise<this> {
    await this.world.run(t(minutes));
    return this;
  }

  /** Sends presence; returns the HTTP status. */
  async say(role: Role, event: 'waiting' | 'joined' | 'present' | 'left'): Promise<number> {
    const response = await this.world.request(
      'presence',
      { id: this.#id },
      { role, event },
      keyHeader(this.#keys[role]),
    );
    return response.status;
  }

  /** Sends `joined`, then `present` every half minute, then `left`. */
  async stay(role: Role, from: number, to: number): Promise<this> {
    await this.at(from);
    await this.say(role, 'joined');
    for (let minute = from + 0.5; minute < to; minute += 0.5) {
      await this.at(minute);
      await this.say(role, 'present');
    }
    await this.at(to);
    await this.say(role, 'left');
    return this;
  }

  /** Returns the HTTP status. */
  async rate(role: Role, rating: number): Promise<number> {
    const key = keyHeader(this.#keys[role]);
    return (await this.world.request('giveFeedback', { id: this.#id }, { role, rating }, key)).status;
  }

  async cancel(): Promise<number> {
    return (await this.world.request('cancelMeeting', { id: this.#id })).status;
  }

  async end(): Promise<number> {
    const key = keyHeader(this.#keys.teacher);
    return (await this.world.request('endMeeting', { id: this.#id }, { role: 'teacher' }, key)).status;
  }

  get execution() {
    return this.world.engine.describe(`${this.#id}-1`);
  }

  /** Number of running hosts. */
  get running(): number {
    return this.world.ec2.runningOf(this.#id).length;
  }

  /** Number of hosts that were ever launched. */
  get launched(): number {
    return this.world.ec2.machinesOf(this.#id).length;
  }
}
