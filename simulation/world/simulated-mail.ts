import type { Timers } from '../../local/states-language/index.ts';
import { type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { MailUnsent } from '../../steps/domain/errors.ts';
import type { MailMessage } from '../../steps/mail/ports.ts';
import type { Level } from '../plan/faults.ts';
import { streamOf } from '../plan/random.ts';
import type { Fault, Scenario } from '../plan/scenario.ts';
import type { MailService } from './model/mail.ts';
import { simulated } from './simulated-errors.ts';

type Manner = 'works' | 'is slow' | 'loses the answer' | 'fails' | 'sends twice';
const MANNERS: readonly (readonly [weight: number, Manner])[] = [
  [40, 'works'],
  [20, 'is slow'],
  [15, 'loses the answer'],
  [15, 'fails'],
  [10, 'sends twice'],
];
/** A mail has seven attempts. */
const MOST_FAILURES = 3;
/** Less than the time-out of the function that sends. */
const SLOWEST: Millis = 45 * SECOND;
/** Share of series with a service that works like that. */
const FLAKY_SERIES = 0.3;

export interface SimulatedMailOptions {
  readonly seed: number;
  readonly level: Level;
  readonly timers: Timers;
  /** Undefined for a series. */
  readonly scenarioOf: (meetingId: string) => Scenario | undefined;
  /** @param repeated the service delivers it a second time, although it got it once */
  readonly arrive: (message: MailMessage, repeated: boolean) => void;
}

/** A mail service that is down for hours, slow, or loses answers. What goes wrong follows from scenarios and seed. */
export function simulatedMail(options: SimulatedMailOptions): MailService {
  const { seed, level, timers, scenarioOf, arrive } = options;
  /** By meeting, role and kind: attempts, and those since the last success. What one meeting sees does not depend on others. */
  const attempts = new Map<string, number>();
  const failures = new Map<string, number>();
  const pass = (time: Millis): Promise<void> =>
    new Promise((resolve) => void timers.at(timers.now() + Math.round(time), resolve));
  return async (message) => {
    const { meetingId, role, notice } = message;
    const key = `${meetingId} ${role} ${notice}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const stream = streamOf(seed, 'world', `mail ${key} ${attempt}`);
    const state = stateOf(meetingId);
    if (state === 'is down') throw simulated(new MailUnsent('the mail service is down'));
    const failed = failures.get(key) ?? 0;
    const manner = state === 'is flaky' && failed < MOST_FAILURES ? stream.weighted(MANNERS) : 'works';
    failures.set(key, manner === 'fails' || manner === 'loses the answer' ? failed + 1 : 0);
    if (manner === 'is slow') await pass(stream.next() * SLOWEST);
    if (manner === 'fails') throw simulated(new Error('the mail service failed'));
    arrive(message, false);
    if (manner === 'loses the answer') throw simulated(new Error('the answer of the mail service is lost'));
    if (manner === 'sends twice')
      timers.at(timers.now() + Math.round(stream.next() * 10 * MINUTE), () => arrive(message, true));
  };

  function stateOf(id: string): 'works' | 'is down' | 'is flaky' {
    const scenario = scenarioOf(id);
    if (!scenario)
      return level !== 'none' && streamOf(seed, 'world', `mail of ${id}`).chance(FLAKY_SERIES) ? 'is flaky' : 'works';
    const now = timers.now() - scenario.meetTime;
    const faults = scenario.faults.filter(
      (fault): fault is Extract<Fault, { kind: 'mail service' }> =>
        fault.kind === 'mail service' && now >= fault.from && now < fault.until,
    );
    return faults.some(({ how }) => how === 'is down') ? 'is down' : (faults[0]?.how ?? 'works');
  }
}
