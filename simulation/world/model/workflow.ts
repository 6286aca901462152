import { signal } from '../../../local/executions.ts';
import { type Engine, ExecutionDoesNotExist, executionNameOf } from '../../../local/states-language/index.ts';
import type { Millis } from '../../../steps/domain/instants.ts';
import type { ExecutionInput, TokenResult, StartResult, Workflow } from '../../../steps/ports.ts';
import { throttling, TokenBucket } from './token-bucket.ts';

/** Models Step Functions with the local interpreter, in memory, and with the throttling of a large Region. */
export class WorkflowModel implements Workflow {
  readonly #engine: Engine;
  readonly #now: () => Millis;
  readonly #starts = new TokenBucket(1_300, 300);
  readonly #stops = new TokenBucket(1_000, 200);
  readonly #tokenCalls = new TokenBucket(3_000, 500);

  constructor(engine: Engine, now: () => Millis) {
    this.#engine = engine;
    this.#now = now;
  }

  async start(name: string, input: ExecutionInput): Promise<StartResult> {
    if (!this.#starts.take(this.#now())) throw throttling('StartExecution');
    try {
      return { executionArn: this.#engine.start(name, input).executionArn, alreadyEnded: false };
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists')
        return { executionArn: this.#engine.describe(name).executionArn, alreadyEnded: true };
      throw error;
    }
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    if (!this.#stops.take(this.#now())) throw throttling('StopExecution');
    try {
      this.#engine.stop(executionNameOf(executionArn), 'Stopped', cause);
    } catch (error) {
      // The adapter for Step Functions ignores an unknown execution, too.
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  }

  async succeed(token: string): Promise<TokenResult> {
    if (!this.#tokenCalls.take(this.#now())) throw throttling('SendTaskSuccess');
    return signal(() => this.#engine.sendTaskSuccess(token, {}));
  }

  async heartbeat(token: string): Promise<TokenResult> {
    if (!this.#tokenCalls.take(this.#now())) throw throttling('SendTaskHeartbeat');
    return signal(() => this.#engine.sendTaskHeartbeat(token));
  }

  definition(): Promise<never> {
    throw new Error('WorkflowModel does not support definition()');
  }

  execution(): Promise<never> {
    throw new Error('WorkflowModel does not support execution()');
  }

  consoleUrl(): undefined {
    return undefined;
  }
}
