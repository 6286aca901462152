import { describe, expect, it } from '@jest/globals';
import { plain, Synthesis } from './template.ts';

const synthesis = new Synthesis({ pages: false });
const deadLetters = 'elephant-meetings-dead-letters';

describe('telling', () => {
  it('follows a write of a row with untold events, and no other write', () => {
    const { FilterCriteria, FunctionName, ...mapping } = plain(synthesis.only('AWS::Lambda::EventSourceMapping')) as {
      FilterCriteria: { Filters: { Pattern: string }[] };
      FunctionName: string;
    };
    expect(FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { dynamodb: { NewImage: { untold_since: { S: [{ prefix: '2' }] } } } },
    ]);
    expect(FunctionName).toMatch(/tell/);
    expect(mapping).toMatchObject({
      MaximumRetryAttempts: 1,
      MaximumRecordAgeInSeconds: 600,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: expect.stringContaining('DeadLetters') } },
    });
    expect(synthesis.only('AWS::DynamoDB::Table', (id) => id.startsWith('Meetings'))).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
    expect(synthesis.only('AWS::SQS::Queue')).toMatchObject({ QueueName: deadLetters });
  });

  it('runs every minute for what was forgotten', () => {
    const rules = Object.values(synthesis.resources('AWS::Events::Rule')).map(({ Properties }) => Properties);
    expect(rules.find(({ Name }) => Name === 'elephant-meetings-tell-timer')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Input: '{"source":"timer"}' }],
    });
  });

  it('has a state machine of its own for deliveries', () => {
    const machine = synthesis.only('AWS::StepFunctions::StateMachine', (id) => id.startsWith('WebhookDeliveries'));
    expect(machine).toMatchObject({
      StateMachineName: 'elephant-meetings-deliveries',
      LoggingConfiguration: { IncludeExecutionData: false },
    });
    const meeting = synthesis.only('AWS::StepFunctions::StateMachine', (id) => id.startsWith('Workflow'));
    expect(meeting).toMatchObject({ StateMachineName: 'elephant-meetings' });
  });
});
