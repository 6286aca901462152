import { expect } from '@jest/globals';
import { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { SeriesDetails } from '../../steps/api/http/series-schemas.ts';
import type { RouteName } from '../../steps/api/routes.ts';
import { DAY } from '../../steps/domain/instants.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { LESSON } from './stage.ts';

/** Mondays at 16:00 in Berlin, from the week before the clocks are set back. */
export const WEEKLY = { ...LESSON, meet_time: '2026-10-19T16:00', time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' };
export const NOW = Date.parse('2026-10-18T12:00:00Z');

/** Mondays in the eight weeks and four days after NOW: 16:00 in Berlin, also after the clocks are set back. */
export const NEXT_60_DAYS = [
  '2026-10-19T14:00:00Z',
  '2026-10-26T15:00:00Z',
  '2026-11-02T15:00:00Z',
  '2026-11-09T15:00:00Z',
  '2026-11-16T15:00:00Z',
  '2026-11-23T15:00:00Z',
  '2026-11-30T15:00:00Z',
  '2026-12-07T15:00:00Z',
  '2026-12-14T15:00:00Z',
];

/** A simulated world with a weekly series. */
export class Lessons {
  readonly world: World;
  id = '';

  constructor(options: Partial<WorldOptions> = {}) {
    this.world = new World({ start: NOW, ...options });
  }

  async call(name: RouteName, body?: object, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const params = this.id === '' ? {} : { id: this.id };
    const { status, body: text } = await this.world.request(name, params, body, { query, headers });
    return { status, body: JSON.parse(text) as SeriesDetails };
  }

  async create(fields: object = {}): Promise<SeriesDetails> {
    const { status, body } = await this.call('createSeries', { ...WEEKLY, ...fields });
    expect(status).toBe(200);
    this.id = body.id;
    return body;
  }

  /** Runs the world for so many days. */
  async pass(days: number): Promise<this> {
    await this.world.run(this.world.now + days * DAY);
    return this;
  }

  async show(): Promise<SeriesDetails> {
    return (await this.call('getSeries')).body;
  }

  /** Meeting times of the open meetings. */
  async open(): Promise<string[]> {
    return (await this.meetings('open')).map(({ meet_time }) => meet_time);
  }

  async meetings(openOrEnded: 'open' | 'ended'): Promise<Meeting[]> {
    const { meetings } = await this.world.meetings.list({ openOrEnded, limit: 1000 });
    return Promise.all(meetings.map(async ({ id }) => (await this.world.meetings.find(id))!));
  }
}
