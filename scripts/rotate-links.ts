/** Rotates the link secret of a deployment: see `scripts/rotate-links/command.ts`. */
import '../local/quiet-aws-libraries.ts';
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoMeetings } from '../steps/aws/dynamo-meetings.ts';
import { DynamoSeries } from '../steps/aws/dynamo-series.ts';
import { BadCommand, HELP, readRotateArguments, rotateCommand } from './rotate-links/command.ts';
import { Interfered } from './rotate-links/rotate.ts';
import { SecretsManagerKeys } from './rotate-links/secrets-manager-keys.ts';

try {
  const given = readRotateArguments(process.argv.slice(2));
  if (given === undefined) console.log(HELP);
  else {
    // The credentials and the Region of the operator's environment.
    const needs = {
      keyStore: new SecretsManagerKeys(new SecretsManagerClient({}), given.secret),
      meetings: new DynamoMeetings(new DynamoDBClient({}), given.table),
      series: new DynamoSeries(new DynamoDBClient({}), given.records),
      now: Date.now(),
      newSecret: () => randomBytes(32).toString('base64url'),
    };
    console.log(await rotateCommand(needs, given));
  }
} catch (error) {
  const what =
    error instanceof Interfered
      ? 'another run changed the keys at the same time; run it again with --no-new-key'
      : (error as Error).message;
  console.error(`rotate-links: ${what}`);
  process.exitCode = error instanceof BadCommand ? 2 : 1;
}
