import type { Timers } from '../../local/states-language/index.ts';
import type { ReceiverTrace } from '../../promises/told-trace.ts';
import type { MeetingEvent } from '../../steps/api/http/webhook-schemas.ts';
import { DAY, HOUR, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { meetingOfEvent } from '../../steps/telling/events.ts';
import type { ReceiverRequest, Receivers } from '../../steps/telling/ports.ts';
import type { Answer, Webhook, Webhooks } from '../../steps/telling/webhooks.ts';
import type { Level } from '../plan/faults.ts';
import { streamOf } from '../plan/random.ts';
import type { Fault, Scenario } from '../plan/scenario.ts';

const webhook = (name: string, types?: Webhook['types']): Webhook => ({
  id: `${name}00000000`,
  url: `https://${name}.example/events`,
  ...(types && { types }),
  created_at: '2026-01-01T00:00:00.000Z',
  secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
});

/** Gets every event. */
const EVERYTHING = webhook('customers');
/** Gets few types. On some days it answers 410, which disables it; the organiser enables it again. */
const SOME = webhook('timetable', ['scheduled', 'moved', 'cancelled', 'ended']);
const ALL = [EVERYTHING, SOME];

/** The webhooks of a run. */
export const SIMULATED_WEBHOOKS: Webhooks = { organiser: 'default', version: 1, webhooks: ALL };

/** A flaky receiver accepts the request after so many that it did not: a delivery has eight attempts. */
const MOST_FAILURES = 4;
/** How long a receiver answers 410, and how much later the organiser enables its webhook again. */
const GONE_FOR: Millis = 20 * MINUTE;
const ENABLED_AFTER: Millis = 20 * MINUTE;
const GONE_SHARE = 0.3;

const ACCEPTED: Answer = { accepted: true, status: 204, duration_ms: 40 };
const refused = (status: number): Answer => ({ accepted: false, status, duration_ms: 40 });
const NO_ANSWER: Answer = { accepted: false, error: 'no answer in time', duration_ms: 15_000 };

type Manner =
  'accepts' | 'is slow' | 'is too slow' | 'loses the answer' | 'fails' | 'fails after the effect' | 'repeats';
const MANNERS: readonly (readonly [weight: number, Manner])[] = [
  [35, 'accepts'],
  [10, 'is slow'],
  [15, 'is too slow'],
  [10, 'loses the answer'],
  [10, 'fails'],
  [5, 'fails after the effect'],
  [15, 'repeats'],
];

/** What one receiver knows of one meeting. */
interface Known {
  /** Body by id. */
  readonly bodies: Map<string, string>;
  readonly changedBodies: string[];
  readonly effects: { readonly type: MeetingEvent['type']; readonly sequence: number }[];
  sequence: number;
  state: MeetingEvent['data']['meeting'];
  /** Requests by id of the event, also those that had no effect. */
  readonly requests: Map<string, number>;
}

export interface SimulatedReceiversOptions {
  readonly seed: number;
  readonly level: Level;
  readonly timers: Timers;
  readonly scenarioOf: (meetingId: string) => Scenario | undefined;
  /** Sends the request that enables a webhook. Returns the status of the response. */
  readonly enable: (webhookId: string) => Promise<number>;
}

/**
 * Receivers as the documents want them: they keep the ids that they have handled, and ignore states with a lower sequence than
 * the one that they have. What goes wrong follows from scenarios and seed.
 */
export class SimulatedReceivers implements Receivers {
  readonly #options: SimulatedReceiversOptions;
  /** By meeting, then by address. */
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #disabled: { readonly from: Millis; until: Millis }[] = [];

  constructor(options: SimulatedReceiversOptions) {
    this.#options = options;
  }

  fault(): undefined {
    return undefined;
  }

  async send(request: ReceiverRequest): Promise<Answer> {
    const { url, eventId } = request;
    const { timers } = this.#options;
    const meetingId = meetingOfEvent(eventId);
    if (url === SOME.url && this.#isGone()) return refused(410);
    const { requests } = this.#of(meetingId, url);
    const count = (requests.get(eventId) ?? 0) + 1;
    requests.set(eventId, count);
    const manner = this.#mannerOf(meetingId, `${url} ${eventId} ${count}`, count);
    if (manner === undefined) return refused(503);
    const arrive = (): void => this.#arrive(meetingId, request);
    switch (manner.how) {
      case 'accepts':
        break;
      case 'is slow':
        await this.#pass(manner.share * 14 * SECOND);
        break;
      case 'is too slow':
        timers.at(timers.now() + Math.round((15 + manner.share * 120) * SECOND), arrive);
        await this.#pass(15 * SECOND);
        return NO_ANSWER;
      case 'loses the answer':
        arrive();
        return { accepted: false, error: 'ECONNRESET', duration_ms: 40 };
      case 'fails':
        return refused(500);
      case 'fails after the effect':
        arrive();
        return refused(500);
      case 'repeats':
        timers.at(timers.now() + Math.round(manner.share * 10 * MINUTE), arrive);
    }
    arrive();
    return ACCEPTED;
  }

  traceOf(meetingId: string): readonly ReceiverTrace[] {
    return ALL.map(({ url, types }) => {
      const { effects, changedBodies, state } = this.#of(meetingId, url);
      const disabled = url === SOME.url ? this.#disabled : [];
      return { url, ...(types && { types }), disabled, effects, changedBodies, state };
    });
  }

  forget(meetingId: string): void {
    this.#known.delete(meetingId);
  }

  #of(meetingId: string, url: string): Known {
    let known = this.#known.get(meetingId);
    if (!known) this.#known.set(meetingId, (known = new Map()));
    let own = known.get(url);
    if (!own) known.set(url, (own = nothingKnown()));
    return own;
  }

  #arrive(meetingId: string, { url, eventId, body }: ReceiverRequest): void {
    const known = this.#of(meetingId, url);
    const before = known.bodies.get(eventId);
    if (before !== undefined) {
      if (before !== body) known.changedBodies.push(eventId);
      return;
    }
    known.bodies.set(eventId, body);
    const { type, sequence, data } = JSON.parse(body) as MeetingEvent;
    known.effects.push({ type, sequence });
    if (sequence <= known.sequence) return;
    known.sequence = sequence;
    known.state = data.meeting;
  }

  /** Undefined while the receivers are down for this meeting. */
  #mannerOf(meetingId: string, key: string, count: number): { how: Manner; share: number } | undefined {
    const scenario = this.#options.scenarioOf(meetingId);
    const now = this.#options.timers.now();
    const faults = scenario?.faults.filter(
      (fault): fault is Extract<Fault, { kind: 'receiver' }> =>
        fault.kind === 'receiver' && now >= scenario.meetTime + fault.from && now < scenario.meetTime + fault.until,
    );
    if (!scenario || !faults?.length) return { how: 'accepts', share: 0 };
    if (faults.some(({ how }) => how === 'is down')) return undefined;
    if (count > MOST_FAILURES) return { how: 'accepts', share: 0 };
    const stream = streamOf(scenario.seed, scenario.index, `request ${key}`);
    return { how: stream.weighted(MANNERS), share: stream.next() };
  }

  /** Notes that its webhook is disabled from now on, and enables it later. */
  #isGone(): boolean {
    const { seed, level, timers } = this.#options;
    if (level === 'none') return false;
    const now = timers.now();
    const day = Math.floor(now / DAY);
    const stream = streamOf(seed, 'world', `receiver gone on day ${day}`);
    const from = day * DAY + Math.round(stream.between(7, 22) * HOUR);
    if (!stream.chance(GONE_SHARE) || now < from || now >= from + GONE_FOR) return false;
    if (this.#disabled.at(-1)?.until !== Number.POSITIVE_INFINITY) {
      const disabled = { from: now, until: Number.POSITIVE_INFINITY };
      this.#disabled.push(disabled);
      this.#enableAt(from + GONE_FOR + ENABLED_AFTER, disabled);
    }
    return true;
  }

  #enableAt(at: Millis, disabled: { until: Millis }): void {
    const { timers, enable } = this.#options;
    timers.at(at, () => {
      void enable(SOME.id).then((status) => {
        if (status === 200) disabled.until = timers.now();
        else this.#enableAt(timers.now() + MINUTE, disabled);
      });
    });
  }

  #pass(time: Millis): Promise<void> {
    const { timers } = this.#options;
    return new Promise((resolve) => void timers.at(timers.now() + Math.round(time), resolve));
  }
}

const nothingKnown = (): Known => ({
  bodies: new Map(),
  changedBodies: [],
  effects: [],
  sequence: 0,
  state: undefined,
  requests: new Map(),
});
