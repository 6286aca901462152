import { burstOf, hostThrottle, pageRate, type Throttle } from '../../../infra/api-rates.ts';
import type { RouteName } from '../../../steps/api/routes.ts';
import type { Millis } from '../../../steps/domain/instants.ts';
import type { Timetable } from '../../../steps/domain/timetable.ts';
import { TokenBucket } from './token-bucket.ts';

/** The highest `maxInFlight`, for worlds without one. */
const HIGHEST = 5_000;
/** API Gateway's quota of an account in a Region, for all methods together. */
const ACCOUNT: Throttle = { rate: 10_000, burst: 5_000 };

/** The throttles of the API's methods, as they are deployed by default. They count every request, whatever its key. */
export class ApiGatewayModel {
  readonly #now: () => Millis;
  readonly #pages: Throttle;
  readonly #hosts: Throttle;
  readonly #account = bucketOf(ACCOUNT);
  readonly #methods = new Map<RouteName, TokenBucket>();

  constructor(now: () => Millis, maxInFlight: number, timetable: Timetable) {
    const meetings = Math.min(maxInFlight, HIGHEST);
    const rate = pageRate(meetings, timetable);
    this.#now = now;
    this.#pages = { rate, burst: burstOf(rate) };
    this.#hosts = hostThrottle(meetings, timetable);
  }

  /** Counts a request. False when it is throttled: the response is 429, and no function runs. */
  accepts(route: RouteName): boolean {
    let method = this.#methods.get(route);
    if (!method) {
      method = bucketOf(route === 'hostPresence' ? this.#hosts : this.#pages);
      this.#methods.set(route, method);
    }
    return method.take(this.#now()) && this.#account.take(this.#now());
  }
}

const bucketOf = ({ burst, rate }: Throttle): TokenBucket => new TokenBucket(burst, rate);
