import { waitForPeople } from './wait-for-people.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/**
 * Waits until the meeting may be over: no presence within the heartbeat, a requested end, or the hard end.
 * Presence sends the heartbeats. State "Decide" then decides.
 */
export const holdMeeting = waitForPeople;

export const handler = onLambda(holdMeeting, { meetings, workflow });
