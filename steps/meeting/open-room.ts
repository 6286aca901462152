import { waitForPeople } from './wait-for-people.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Opens the room and waits for the first person, a requested end, or the attendance deadline. "Decide" is next. */
export const openRoom = waitForPeople;

export const handler = onLambda(openRoom, { meetings, workflow, settings });
