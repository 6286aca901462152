import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SfnWorkflow } from '../../../steps/aws/sfn-workflow.ts';
import { EXECUTION } from '../../support/meeting.ts';

const client = new SFNClient({ region: 'us-east-1' });
const at = new Date('2026-12-01T14:50:00Z');
const workflow = new SfnWorkflow(client, 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings');

describe('the history of an execution', () => {
  it('has the state of each event, from all pages, without inputs and outputs', async () => {
    mockClient(client)
      .on(DescribeExecutionCommand)
      .resolves({ status: 'FAILED' })
      .on(GetExecutionHistoryCommand, { nextToken: undefined, includeExecutionData: false, reverseOrder: true })
      .resolves({
        nextToken: 'more',
        events: [
          {
            id: 5,
            previousEventId: 4,
            timestamp: at,
            type: 'ExecutionFailed',
            executionFailedEventDetails: { error: 'NoCapacity' },
          },
          {
            id: 4,
            previousEventId: 3,
            timestamp: at,
            type: 'LambdaFunctionFailed',
            lambdaFunctionFailedEventDetails: { error: 'NoCapacity', cause: 'c' },
          },
        ],
      })
      .on(GetExecutionHistoryCommand, { nextToken: 'more' })
      .resolves({
        events: [
          { id: 3, previousEventId: 2, timestamp: at, type: 'LambdaFunctionScheduled' },
          {
            id: 2,
            previousEventId: 0,
            timestamp: at,
            type: 'TaskStateEntered',
            stateEnteredEventDetails: { name: 'Launch host', input: '{"secret":1}' },
          },
          { id: 1, previousEventId: 0, timestamp: at, type: 'ExecutionStarted' },
        ],
      });
    const iso = at.toISOString();
    expect(await workflow.execution(EXECUTION)).toEqual({
      status: 'FAILED',
      events: [
        { id: 1, at: iso, type: 'ExecutionStarted' },
        { id: 2, at: iso, type: 'TaskStateEntered', state: 'Launch host' },
        { id: 3, at: iso, type: 'LambdaFunctionScheduled', state: 'Launch host' },
        { id: 4, at: iso, type: 'LambdaFunctionFailed', state: 'Launch host', error: 'NoCapacity', cause: 'c' },
        { id: 5, at: iso, type: 'ExecutionFailed', error: 'NoCapacity' },
      ],
    });
  });

  it('is undefined when Step Functions does not know the execution', async () => {
    mockClient(client)
      .on(DescribeExecutionCommand)
      .rejects(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }));
    expect(await workflow.execution(EXECUTION)).toBeUndefined();
  });

  it('shows the latest 5,000 events of a long history', async () => {
    const page = (from: number) =>
      Array.from({ length: 1_000 }, (_, n) => ({ id: from - n, timestamp: at, type: 'WaitStateEntered' as const }));
    mockClient(client)
      .on(DescribeExecutionCommand)
      .resolves({ status: 'RUNNING' })
      .on(GetExecutionHistoryCommand)
      .callsFake(({ nextToken = '9000', reverseOrder }: { nextToken?: string; reverseOrder?: boolean }) => {
        expect(reverseOrder).toBe(true);
        return { events: page(Number(nextToken)), nextToken: String(Number(nextToken) - 1_000) };
      });
    const ids = (await workflow.execution(EXECUTION))?.events.map(({ id }) => id);
    expect([ids?.length, ids?.[0], ids?.at(-1)]).toEqual([5_000, 4_001, 9_000]);
  });
});
