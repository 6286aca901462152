import { waitForPeople } from './wait-for-people.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Waits for a requested end, a missed heartbeat (presence sends heartbeats), or the hard end. "Decide" is next. */
export const holdMeeting = waitForPeople;

export const handler = onLambda(holdMeeting, { meetings, workflow, settings });
