import {
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  TaskDoesNotExist,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SfnWorkflow } from '../../../steps/aws/sfn-workflow.ts';
import { FakeSfn, STATE_MACHINE } from '../../support/fake-sfn.ts';
import { EXECUTION, ID } from '../../support/meeting.ts';

const input = { meetingId: ID, revision: 1, launchAt: '2026-12-01T14:50:00Z' };

describe('the workflow in Step Functions', () => {
  it('gets an input that is equal for equal starts, so that the start is idempotent', async () => {
    const sfn = new FakeSfn();
    const { executionArn } = await new SfnWorkflow(sfn.client, STATE_MACHINE).start(`${ID}-1`, input);
    expect(executionArn).toBe(`arn:aws:states:eu-west-1:123456789012:execution:meetings:${ID}-1`);
    expect(sfn.executions.get(executionArn)?.input).toBe(JSON.stringify(input));
  });

  it('has a console URL for its Region and partition', () => {
    const workflow = new SfnWorkflow(new FakeSfn().client, STATE_MACHINE);
    expect(workflow.consoleUrl(EXECUTION)).toBe(
      `https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${EXECUTION}`,
    );
    expect(workflow.consoleUrl(EXECUTION.replace('aws', 'aws-cn'))).toContain(
      'https://us-east-1.console.amazonaws.cn/',
    );
    expect(workflow.consoleUrl('rubbish')).toBeUndefined();
  });

  it('rethrows errors of the service unchanged', async () => {
    const client = new SFNClient({ region: 'eu-west-1' });
    const failure = new SFNServiceException({
      name: 'ThrottlingException',
      $fault: 'client',
      $metadata: {},
      message: '',
    });
    mockClient(client)
      .on(StartExecutionCommand)
      .rejects(failure)
      .on(SendTaskSuccessCommand)
      .rejectsOnce(failure)
      .rejects(new TaskDoesNotExist({ message: '', $metadata: {} }));
    const workflow = new SfnWorkflow(client, STATE_MACHINE);
    await expect(workflow.start(`${ID}-1`, input)).rejects.toBe(failure);
    await expect(workflow.succeed('token')).rejects.toBe(failure);
    expect(await workflow.succeed('token')).toBe('closed');
  });
});
