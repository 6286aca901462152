import type { ExecutionInput, TokenResult, StartResult, Workflow } from '../../../steps/ports.ts';

export interface MemoryExecution {
  readonly arn: string;
  readonly name: string;
  readonly input: ExecutionInput;
  readonly running: boolean;
}

const PREFIX = 'arn:aws:states:us-east-1:000000000000:execution:elephant-meetings:';

/** Records executions and task tokens in memory, and runs nothing. */
export class MemoryWorkflow implements Workflow {
  readonly #executions = new Map<string, MemoryExecution>();
  readonly #open = new Set<string>();

  async start(name: string, input: ExecutionInput): Promise<StartResult> {
    const arn = PREFIX + name;
    if (!this.#executions.has(arn)) this.#executions.set(arn, { arn, name, input, running: true });
    return { executionArn: arn, alreadyEnded: this.#executions.get(arn)?.running === false };
  }

  async stop(executionArn: string): Promise<void> {
    this.finish(executionArn);
  }

  /** Ends the execution. */
  finish(executionArn: string): void {
    const execution = this.#executions.get(executionArn);
    if (execution) this.#executions.set(executionArn, { ...execution, running: false });
  }

  async succeed(token: string): Promise<TokenResult> {
    return this.#open.delete(token) ? 'accepted' : 'closed';
  }

  async heartbeat(token: string): Promise<TokenResult> {
    return this.#open.has(token) ? 'accepted' : 'closed';
  }

  definition(): Promise<never> {
    throw new Error('MemoryWorkflow does not support definition()');
  }

  execution(): Promise<never> {
    throw new Error('MemoryWorkflow does not support execution()');
  }

  consoleUrl(): undefined {
    return undefined;
  }

  /** A state starts to wait for this token. */
  open(token: string): void {
    this.#open.add(token);
  }

  /** The state timed out, or the execution ended. */
  close(token: string): void {
    this.#open.delete(token);
  }

  executions(): readonly MemoryExecution[] {
    return [...this.#executions.values()];
  }
}
