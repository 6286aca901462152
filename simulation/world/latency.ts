import type { Timers } from '../../local/states-language/index.ts';
import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Stream } from '../plan/random.ts';
import type { PortCall } from './intercept-calls.ts';

/** Mean time of a call. EC2 responds slowly. */
const MEAN: Millis = 40;
const MEAN_OF_EC2: Millis = 250;
/** One call in a hundred takes seconds. */
const SLOW_SHARE = 0.01;
const SLOW: readonly [Millis, Millis] = [SECOND, 4 * SECOND];

/** Lets port calls take time, so that steps, sweeps and people overlap. */
export class Latency {
  readonly #timers: Timers;
  readonly #stream: Stream;

  constructor(timers: Timers, stream: Stream) {
    this.#timers = timers;
    this.#stream = stream;
  }

  /** The effect is at the start or at the end of the call. */
  async around({ port }: Pick<PortCall, 'port'>, make: () => Promise<unknown>): Promise<unknown> {
    const mean = port === 'hosts' ? MEAN_OF_EC2 : MEAN;
    const time = this.#stream.chance(SLOW_SHARE) ? this.#stream.between(...SLOW) : this.#stream.exponential(mean);
    if (this.#stream.chance(0.5)) {
      await this.#pass(time);
      return make();
    }
    try {
      return await make();
    } finally {
      await this.#pass(time);
    }
  }

  #pass(time: Millis): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.at(Math.round(this.#timers.now() + time), resolve);
    });
  }
}
