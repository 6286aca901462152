import { signal } from '../../local/executions.ts';
import type { Engine } from '../../local/states-language/index.ts';
import type { MeetingInput, Signal, Workflow } from '../../steps/ports.ts';

/** Step Functions over the interpreter, without a disk. */
export class WorkflowModel implements Workflow {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async start(name: string, input: MeetingInput): Promise<{ executionArn: string }> {
    try {
      return this.#engine.start(name, input);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists')
        return { executionArn: this.#engine.describe(name).executionArn };
      throw error;
    }
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    this.#engine.stop(executionArn.slice(executionArn.lastIndexOf(':') + 1), 'Stopped', cause);
  }

  async succeed(token: string): Promise<Signal> {
    return signal(() => this.#engine.sendTaskSuccess(token, {}));
  }

  async heartbeat(token: string): Promise<Signal> {
    return signal(() => this.#engine.sendTaskHeartbeat(token));
  }

  definition(): Promise<never> {
    throw new Error('nobody looks at a definition in memory');
  }

  execution(): Promise<never> {
    throw new Error('nobody looks at an execution in memory');
  }

  consoleUrl(): undefined {
    return undefined;
  }
}
