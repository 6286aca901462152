/** Stops all ends by safety nets of a deployment, for an incident: see `scripts/pause/command.ts`. */
import '../local/quiet-aws-libraries.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoMeetings } from '../steps/aws/dynamo-meetings.ts';
import { BadCommand, HELP, pauseCommand, readPauseArguments } from './pause/command.ts';

try {
  const given = readPauseArguments(process.argv.slice(2));
  if (given === undefined) console.log(HELP);
  else {
    // The credentials and the Region of the operator's environment.
    const meetings = new DynamoMeetings(new DynamoDBClient({}), given.table);
    console.log(await pauseCommand(meetings, given.what, Date.now()));
  }
} catch (error) {
  console.error(`pause: ${(error as Error).message}`);
  process.exitCode = error instanceof BadCommand ? 2 : 1;
}
