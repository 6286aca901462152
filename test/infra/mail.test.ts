import { describe, expect, it } from '@jest/globals';
import { plain, Synthesis, WITH_MAIL } from './template.ts';

const synthesis = new Synthesis({ ...WITH_MAIL, pages: false });

const ruleNamed = (name: string): Record<string, unknown> =>
  Object.values(synthesis.resources('AWS::Events::Rule'))
    .map(({ Properties }) => plain(Properties) as Record<string, unknown>)
    .find(({ Name }) => Name === `elephant-meetings-${name}`)!;

describe('mail', () => {
  it('is sent after a write of a row with something to tell by mail, and every minute', () => {
    const mapping = synthesis.only('AWS::Lambda::EventSourceMapping', (id) => id.startsWith('Mail'));
    const { Filters } = mapping['FilterCriteria'] as { Filters: { Pattern: string }[] };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { dynamodb: { NewImage: { mail_at: { S: [{ exists: true }] } } } },
    ]);
    expect(ruleNamed('send-notices-timer')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Input: '{"source":"timer"}' }],
    });
  });

  it('that comes back is reported by the bus of EventBridge, for this deployment only', () => {
    expect(synthesis.only('AWS::SES::ConfigurationSetEventDestination')).toMatchObject({
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['BOUNCE', 'COMPLAINT'],
        EventBridgeDestination: { EventBusArn: 'arn:<Partition>:events:<Region>:<AccountId>:event-bus/default' },
      },
    });
    expect(ruleNamed('mail-bounces')['EventPattern']).toEqual({
      source: ['aws.ses'],
      'detail-type': ['Email Bounced', 'Email Complaint Received'],
      detail: { mail: { tags: { 'ses:configuration-set': ['elephant-meetings'] } } },
    });
  });

  it('may be sent by one function, as one sender', () => {
    const [statement, ...others] = synthesis
      .statements()
      .filter(({ actions }) => actions.some((action) => action.startsWith('ses:')));
    expect(others).toEqual([]);
    const ses = (resource: string) => `arn:<Partition>:ses:<Region>:<AccountId>:${resource}`;
    expect(statement).toEqual({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [
        ses('configuration-set/elephant-meetings'),
        ses('identity/lessons@school.example'),
        ses('identity/school.example'),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': 'lessons@school.example' } },
    });
  });

  it('needs a sender: without one there is no function, no timer and no configuration set', () => {
    const without = new Synthesis({ pages: false });
    without.template.resourceCountIs('AWS::SES::ConfigurationSet', 0);
    without.template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    expect(JSON.stringify(without.template.toJSON())).not.toContain('send-notices');
    for (const mailFrom of ['lessons', 'Lessons <lessons@school.example', 'a@b\r\nBcc: c@d'])
      expect(() => new Synthesis({ mailFrom })).toThrow(/mailFrom/);
  });
});
