import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { taskFunction } from '../../statemachine/definition.ts';
import { pythonEnvironment, Service } from '../deploy/processes.ts';
import { until } from '../support/until.ts';
import { freePort, listen } from '../support/listen.ts';
import { INPUT, tokenIn } from './on-interpreter.ts';
import { type RunResult, type Reply, type Scenario, Script } from './scenarios.ts';

/** Moto's Step Functions engine. One HTTP server is the Lambda endpoint of all executions; scripts give its responses. */
export class MotoEngine {
  readonly #moto: Service;
  readonly #lambda: Server;
  readonly #client: SFNClient;
  readonly #scripts = new Map<string, Script>();
  readonly #machine: string;

  private constructor(moto: Service, lambda: Server, client: SFNClient, machine: string) {
    this.#moto = moto;
    this.#lambda = lambda;
    this.#client = client;
    this.#machine = machine;
    lambda.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#invoke(request, response);
    });
  }

  static async start(definition: unknown): Promise<MotoEngine> {
    const bin = await pythonEnvironment();
    const port = await freePort();
    const lambda = createServer();
    // MOTO_PORT is the port at which moto's engine calls Lambda; moto itself listens on `port`.
    const moto = new Service('moto-engine', `${bin}/python`, ['test/deploy/moto_server.py', String(port)], {
      MOTO_PORT: String(await listen(lambda)),
      TZ: 'UTC',
    });
    const endpoint = `http://127.0.0.1:${port}`;
    await moto.ready(endpoint);
    const client = new SFNClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      // On a busy machine, moto answered a signal with 500 three times within 128 ms.
      maxAttempts: 8,
    });
    const { stateMachineArn = '' } = await client.send(
      new CreateStateMachineCommand({
        name: 'meeting',
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::123456789012:role/workflow',
      }),
    );
    return new MotoEngine(moto, lambda, client, stateMachineArn);
  }

  async stop(): Promise<void> {
    this.#lambda.closeAllConnections();
    this.#lambda.close();
    await this.#moto.end();
  }

  async run(name: string, scenario: Scenario): Promise<RunResult> {
    const script = new Script(scenario.script);
    this.#scripts.set(name, script);
    const { executionArn } = await this.#client.send(
      new StartExecutionCommand({ stateMachineArn: this.#machine, name, input: JSON.stringify(INPUT) }),
    );
    const { status, output } = await until(`the end of "${scenario.title}"`, 60, async () => {
      const seen = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return seen.status !== 'RUNNING' && seen;
    });
    const { events = [] } = await this.#client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, includeExecutionData: true }),
    );
    const [first, ...path] = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    if (first !== 'Wait until launch') throw new Error(`the first state is ${first}`);
    const failure = events.findLast(({ type }) => type === 'ExecutionFailed')?.executionFailedEventDetails;
    const end =
      status === 'SUCCEEDED'
        ? { output: JSON.parse(output ?? 'null') as unknown }
        : { error: failure?.error ?? status ?? '' };
    return { path, end, calls: script.calls };
  }

  /** Handles Lambda's Invoke request. */
  async #invoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = decodeURIComponent(/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '');
    const payload = JSON.parse(Buffer.concat(chunks).toString()) as { execution: string };
    const script = this.#scripts.get(payload.execution.split(':').at(-1) ?? '');
    const reply: Reply | undefined = script?.next(taskFunction(name));
    if (reply === undefined || reply === 'hang') return;
    if ('error' in reply) {
      response.setHeader('X-Amz-Function-Error', 'Unhandled');
      response.end(JSON.stringify({ errorType: reply.error, errorMessage: 'scripted' }));
      return;
    }
    if ('result' in reply) {
      response.end(JSON.stringify(reply.result));
      return;
    }
    response.end('null');
    await this.#signal(reply.signals, tokenIn(payload));
  }

  /** After the task has ended, some engines reject a signal and others ignore it. */
  async #signal(signals: readonly (readonly [number, string])[], taskToken: string): Promise<void> {
    for (const [after, kind] of signals) {
      await sleep(after * 1000);
      try {
        if (kind === 'success') await this.#client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
        else await this.#client.send(new SendTaskHeartbeatCommand({ taskToken }));
      } catch (error) {
        if (!(error instanceof Error && /^(InvalidToken|TaskTimedOut|TaskDoesNotExist)$/.test(error.name))) throw error;
      }
    }
  }
}
