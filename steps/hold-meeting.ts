import { awaitPeople } from './await-people.ts';
import { onLambda } from './aws/on-lambda.ts';
import { meetings } from './aws/dynamo-meetings.ts';
import { workflow } from './aws/sfn-workflow.ts';

/** Waits while presence keeps the token alive; silence, an end or the hard end are for Look to judge. */
export const holdMeeting = awaitPeople;

export const handler = onLambda(holdMeeting, { meetings, workflow });
