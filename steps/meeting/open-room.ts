import { waitForPeople } from './wait-for-people.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/**
 * Opens the room and waits until the first person joins, an end is requested, or the attendance deadline passes.
 * State "Decide" then decides.
 */
export const openRoom = waitForPeople;

export const handler = onLambda(openRoom, { meetings, workflow });
