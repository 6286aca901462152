import { waitForPeople } from './wait-for-people.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Waits while presence keeps the token alive; silence, an end or the hard end are for Look to judge. */
export const holdMeeting = waitForPeople;

export const handler = onLambda(holdMeeting, { meetings, workflow });
