import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { SeriesRuns } from '../series/ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** Asynchronous invocations of the function `fillSeries`. Lambda repeats one that fails. */
export class LambdaSeriesRuns implements SeriesRuns {
  readonly #client: LambdaClient;
  readonly #functionArn: string;

  constructor(client: LambdaClient, functionArn: string) {
    this.#client = client;
    this.#functionArn = functionArn;
  }

  async start(seriesId: string): Promise<void> {
    const Payload = Buffer.from(JSON.stringify({ seriesId }));
    await this.#client.send(new InvokeCommand({ FunctionName: this.#functionArn, InvocationType: 'Event', Payload }));
  }
}

export const seriesRuns = adapter(
  { FILL_SERIES_ARN: arn },
  (env, tools): SeriesRuns => new LambdaSeriesRuns(tools.traced(new LambdaClient(clientConfig)), env.FILL_SERIES_ARN),
);
