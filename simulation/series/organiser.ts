import { daysAfter, instantOf, localDate } from '../../promises/series-dates.ts';
import type { SeriesFields, SeriesRequest, SeriesTrace } from '../../promises/series-trace.ts';
import { isoSeconds, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { ORIGIN } from '../world/api.ts';
import { ADDRESSES } from '../organiser.ts';
import type { World } from '../world/world.ts';
import type { SeriesEdit, SeriesScenario } from './scenario.ts';

/** Waits before a request is sent again. */
const RETRIES: readonly Millis[] = [SECOND, 5 * SECOND, 30 * SECOND, 10 * MINUTE, 30 * MINUTE, 30 * MINUTE];

/** The organiser of a series: creates it, changes it and ends it, and repeats each request until it has an answer. */
export class SeriesOrganiser {
  readonly requests: SeriesRequest[] = [];
  /** The latest series that the organiser knows. */
  latest: string | undefined;
  readonly #world: World;
  readonly #scenario: SeriesScenario;
  readonly #log: (what: string) => void;

  constructor(world: World, scenario: SeriesScenario, log: (what: string) => void) {
    this.#world = world;
    this.#scenario = scenario;
    this.#log = log;
  }

  start(): void {
    const { start, requests, edits } = this.#scenario;
    const { timers } = this.#world;
    timers.at(start, () => {
      for (let count = 0; count < requests; count += 1) void this.#create();
    });
    for (const edit of edits) timers.at(start + edit.at, () => void this.#act(edit));
  }

  get #body() {
    const { meetTime, zone, rule, durationMinutes, hasMail } = this.#scenario;
    return {
      teacher_name: 'Ada',
      student_name: 'Ben',
      ...(hasMail && ADDRESSES),
      meet_time: meetTime,
      time_zone: zone,
      rrule: rule,
      duration_minutes: durationMinutes,
      frontend_base_url: `${ORIGIN}/join`,
    };
  }

  async #create(): Promise<void> {
    const { id, requests } = this.#scenario;
    const headers: Record<string, string> = requests > 1 ? { 'idempotency-key': id } : {};
    // Without a key, each request would be another series.
    for (const wait of [...(requests > 1 ? RETRIES : []), undefined]) {
      const { status, body } = await this.#world.request('createSeries', {}, this.#body, { headers, newId: () => id });
      this.#log(`POST /series returns ${status}`);
      if (status === 200) this.latest ??= (JSON.parse(body) as { id: string }).id;
      if (status < 500 || wait === undefined) return;
      await this.#world.pass(wait);
    }
  }

  async #act(edit: SeriesEdit): Promise<void> {
    if (edit.what === 'fill') {
      const call = edit.all || this.latest === undefined ? {} : { seriesId: this.latest };
      return this.#world.fillSeries(call).catch(() => undefined);
    }
    const id = edit.toFirst ? this.#first : this.latest;
    if (id === undefined) return;
    const from = daysAfter(localDate(this.#world.now, this.#scenario.zone), edit.days);
    const { meet_time: time, ...rest } = edit.fields;
    const fields = { ...rest, ...(time !== undefined && { meet_time: `${daysAfter(from, 1)}T${time}` }) };
    for (const wait of [...RETRIES, undefined]) {
      const { status } = await this.#send(edit.what, id, from, fields);
      if (status < 500 || wait === undefined) return;
      await this.#world.pass(wait);
    }
  }

  get #first(): string | undefined {
    return this.latest === undefined ? undefined : (this.requests[0]?.id ?? this.latest);
  }

  async #send(what: 'end' | 'change', id: string, from: string, fields: SeriesFields): Promise<SeriesRequest> {
    const sentAt = this.#world.now;
    const route = what === 'end' ? 'endSeries' : 'changeSeries';
    const { status, body } = await this.#world.request(route, { id }, what === 'end' ? undefined : fields, {
      query: { from },
    });
    const successor = status === 200 ? (JSON.parse(body) as { id: string }).id : undefined;
    const request = what === 'end' ? { what } : { what, fields, successor };
    const sent: SeriesRequest = { sentAt, at: this.#world.now, status, id, from, request };
    this.requests.push(sent);
    this.#log(`${what} of ${id} from ${from} on ${JSON.stringify(fields)} returns ${status} ${successor ?? ''}`);
    this.latest = successor ?? this.latest;
    return sent;
  }
}

/** Schedules a meeting at the time of a date, so that the cap refuses the date, and cancels it. */
export async function block(
  world: World,
  { id, zone, meetTime, blocked }: SeriesScenario,
  note: (block: SeriesTrace['blocked'][number]) => void,
): Promise<void> {
  if (!blocked) return;
  const [date = '', time = ''] = meetTime.split('T');
  const at = instantOf(daysAfter(date, blocked.date), `${time}:00`, zone);
  const body = {
    teacher_name: 'Cy',
    student_name: 'Di',
    meet_time: isoSeconds(at),
    frontend_base_url: `${ORIGIN}/join`,
  };
  const other = id.split('').toReversed().join('');
  await world.request('schedule', {}, body, { newId: () => other });
  // Also after a lost response: the meeting may exist.
  note({ at, until: Number.POSITIVE_INFINITY });
  await world.pass(blocked.until);
  const { status } = await world.request('cancelMeeting', { id: other });
  if (status === 202 || status === 404) note({ at, until: world.now });
}
