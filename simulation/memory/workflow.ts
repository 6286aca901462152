import type { ExecutionInput, TokenResult, StartResult, Workflow } from '../../steps/ports.ts';

export interface MemoryExecution {
  readonly arn: string;
  readonly name: string;
  readonly input: ExecutionInput;
  readonly running: boolean;
  /** Why it was stopped, if it was. */
  readonly stopped?: string;
}

const PREFIX = 'arn:aws:states:us-east-1:000000000000:execution:elephant-meetings:';

/** Records what the workflow was told, and runs nothing. */
export class MemoryWorkflow implements Workflow {
  readonly #executions = new Map<string, MemoryExecution>();
  readonly #open = new Set<string>();
  readonly signals: { readonly kind: 'success' | 'heartbeat'; readonly token: string }[] = [];

  async start(name: string, input: ExecutionInput): Promise<StartResult> {
    const arn = PREFIX + name;
    if (!this.#executions.has(arn)) this.#executions.set(arn, { arn, name, input, running: true });
    return { executionArn: arn, alreadyEnded: this.#executions.get(arn)?.running === false };
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    const execution = this.#executions.get(executionArn);
    if (execution?.running) this.#executions.set(executionArn, { ...execution, running: false, stopped: cause });
  }

  /** The execution comes to its end by itself. */
  finish(executionArn: string): void {
    const execution = this.#executions.get(executionArn);
    if (execution) this.#executions.set(executionArn, { ...execution, running: false });
  }

  async succeed(token: string): Promise<TokenResult> {
    const signal = this.#signal('success', token);
    this.#open.delete(token);
    return signal;
  }

  async heartbeat(token: string): Promise<TokenResult> {
    return this.#signal('heartbeat', token);
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

  /** A state waits on this token from now on. */
  open(token: string): void {
    this.#open.add(token);
  }

  /** Nobody waits on it any more: timed out, or the execution is over. */
  close(token: string): void {
    this.#open.delete(token);
  }

  executions(): readonly MemoryExecution[] {
    return [...this.#executions.values()];
  }

  #signal(kind: 'success' | 'heartbeat', token: string): TokenResult {
    if (!this.#open.has(token)) return 'closed';
    this.signals.push({ kind, token });
    return 'accepted';
  }
}
