import { CfnOutput, Stack, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { TAGS } from '../steps/domain/tags.ts';
import type { Config } from './config.ts';
import { Deployment } from './deployment.ts';
import { namesOf } from './names.ts';

/** The stack of the app in this repository: one deployment, configured by context, with its outputs. */
export class MeetingsStack extends Stack {
  readonly deployment: Deployment;

  constructor(scope: Construct, id: string, { config }: { readonly config: Config }) {
    super(scope, id, {
      stackName: namesOf(config.deployment).stack,
      description: 'elephant-meetings: each tutoring meeting is one Step Functions execution',
      terminationProtection: config.protect,
    });
    // The CDK places some of its own functions in the stack, outside of the deployment.
    Tags.of(this).add(TAGS.deployment, config.deployment);
    // The id `Default` adds nothing to logical ids.
    const made = new Deployment(this, 'Default', config);
    this.deployment = made;
    this.outputs({
      PagesUrl: [made.pagesUrl, 'Page where organisers schedule and watch meetings'],
      JoinUrl: [made.joinUrl, 'Page where people join, the frontend_base_url of meetings'],
      ApiUrl: [made.apiUrl, 'Base URL of the API'],
      ApiKeyId: [made.apiKey.keyId, 'Key of the organiser: aws apigateway get-api-key --include-value --api-key ...'],
      UserPoolId: [made.userPool?.userPoolId, 'User pool of organisers, for npm run add-organiser'],
      TableName: [made.table.tableName, 'Table with one row for each meeting'],
      RecordsTableName: [made.recordsTable.tableName, 'Table of series, for npm run rotate-links'],
      StateMachineArn: [made.stateMachine.stateMachineArn, 'State machine with one execution for each meeting'],
      ImageBuildArn: [made.imageBuild?.stateMachineArn, 'State machine that builds images, for npm run build-image'],
      LaunchTemplate: [made.launchTemplateVersion, 'Launch template of the hosts (id:version)'],
      DeadLetterQueueUrl: [made.deadLetterQueue.queueUrl, 'Queue of events and wake-ups that did not reach the sweep'],
      LinkSecretArn: [made.linkSecret.secretArn, 'Link secrets, for npm run rotate-links'],
      CertificateSecretArn: [made.certificateSecret?.secretArn, 'Secret with certificate and key of the rooms'],
      AlarmTopicArn: [made.alarmTopic.topicArn, 'Topic of the alarms, for subscriptions'],
    });
  }

  private outputs(outputs: Readonly<Record<string, readonly [value: string | undefined, description: string]>>): void {
    for (const [name, [value, description]] of Object.entries(outputs))
      if (value !== undefined) new CfnOutput(this, name, { value, description });
  }
}
