import type { ReceiverRequest, Receivers } from '../../../steps/telling/ports.ts';
import type { Answer } from '../../../steps/telling/webhooks.ts';

/** Systems that receive events. Each accepts everything, unless `answer` says something else. */
export class ReceiversModel implements Receivers {
  readonly received: ReceiverRequest[] = [];
  readonly #answer: (request: ReceiverRequest) => Answer;

  constructor(answer: (request: ReceiverRequest) => Answer = () => ACCEPTED) {
    this.#answer = answer;
  }

  fault(url: string): string | undefined {
    return url.startsWith('https://') ? undefined : 'must begin with https://';
  }

  async send(request: ReceiverRequest): Promise<Answer> {
    const answer = this.#answer(request);
    if (answer.status !== undefined) this.received.push(request);
    return answer;
  }
}

const ACCEPTED: Answer = { accepted: true, status: 204, duration_ms: 40 };
