/** Exports or erases what is kept about one person: see `scripts/personal-data/command.ts`. */
import '../local/quiet-aws-libraries.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoActions } from '../steps/aws/dynamo-actions.ts';
import { DynamoMeetings } from '../steps/aws/dynamo-meetings.ts';
import { DynamoSeries } from '../steps/aws/dynamo-series.ts';
import { BadCommand, HELP, personalData, readArguments } from './personal-data/command.ts';
import { DynamoEvents } from './personal-data/dynamo-events.ts';

try {
  const given = readArguments(process.argv.slice(2));
  if (given === undefined) console.log(HELP);
  else {
    // The credentials and the Region of the operator's environment.
    const client = new DynamoDBClient({});
    const stores = {
      meetings: new DynamoMeetings(client, given.table),
      series: new DynamoSeries(client, given.records),
      events: new DynamoEvents(client, given.records),
      actions: new DynamoActions(client, given.records),
    };
    const { text, exitCode } = await personalData(stores, given, Date.now());
    console.log(text);
    process.exitCode = exitCode;
  }
} catch (error) {
  console.error(`personal-data: ${(error as Error).message}`);
  process.exitCode = error instanceof BadCommand ? 2 : 1;
}
