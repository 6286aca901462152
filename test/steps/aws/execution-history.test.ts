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
      .on(GetExecutionHistoryCommand, { nextToken: undefined, includeExecutionData: false })
      .resolves({
        nextToken: 'more',
        events: [
          { id: 1, previousEventId: 0, timestamp: at, type: 'ExecutionStarted' },
          {
            id: 2,
            previousEventId: 0,
            timestamp: at,
            type: 'TaskStateEntered',
            stateEnteredEventDetails: { name: 'Launch host', input: '{"secret":1}' },
          },
          { id: 3, previousEventId: 2, timestamp: at, type: 'LambdaFunctionScheduled' },
        ],
      })
      .on(GetExecutionHistoryCommand, { nextToken: 'more' })
      .resolves({
        events: [
          {
            id: 4,
            previousEventId: 3,
            timestamp: at,
            type: 'LambdaFunctionFailed',
            lambdaFunctionFailedEventDetails: { error: 'NoCapacity', cause: 'c' },
          },
          {
            id: 5,
            previousEventId: 4,
            timestamp: at,
            type: 'ExecutionFailed',
            executionFailedEventDetails: { error: 'NoCapacity' },
          },
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
});
