import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clock } from '../../steps/ports.ts';

const $metadata = {};

/** Lets the client talk to one secret with versions and staging labels, as its API reference describes them. */
export function fakeSecretsManager(client: SecretsManagerClient, stored: string, clock: Pick<Clock, 'now'>): void {
  const texts = new Map([['first', stored]]);
  const stages = new Map([['AWSCURRENT', 'first']]);
  let changedAt = clock.now();
  mockClient(client)
    .on(GetSecretValueCommand)
    .callsFake(({ VersionStage = 'AWSCURRENT' }: { VersionStage?: string }) => {
      const VersionId = stages.get(VersionStage);
      if (VersionId === undefined) throw new ResourceNotFoundException({ message: 'no such version', $metadata });
      return { SecretString: texts.get(VersionId), VersionId };
    })
    .on(DescribeSecretCommand)
    .callsFake(() => ({ LastChangedDate: new Date(changedAt) }))
    .on(PutSecretValueCommand)
    .callsFake(({ ClientRequestToken = '', SecretString = '', VersionStages = ['AWSCURRENT'] }: Put) => {
      texts.set(ClientRequestToken, SecretString);
      for (const stage of VersionStages) stages.set(stage, ClientRequestToken);
      changedAt = clock.now();
      return { VersionId: ClientRequestToken };
    })
    .on(UpdateSecretVersionStageCommand)
    .callsFake(({ VersionStage = '', MoveToVersionId = '', RemoveFromVersionId = '' }: Move) => {
      if (stages.get(VersionStage) !== RemoveFromVersionId)
        throw new InvalidParameterException({ message: 'the label is attached to another version', $metadata });
      stages.set(VersionStage, MoveToVersionId);
      if (VersionStage === 'AWSCURRENT') stages.set('AWSPREVIOUS', RemoveFromVersionId);
      changedAt = clock.now();
      return {};
    });
}

type Put = ConstructorParameters<typeof PutSecretValueCommand>[0];
type Move = ConstructorParameters<typeof UpdateSecretVersionStageCommand>[0];
