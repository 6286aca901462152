import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBClient, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ListedMeeting, toListed } from '../steps/domain/listed-meeting.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import type { Meetings, OpenOrEnded } from '../steps/ports.ts';
import { MEETINGS_TABLE } from '../steps/aws/meetings-table.ts';

/**
 * dynalite writes an index entry and its row one after the other. A kill between the two leaves a row that is missing from
 * lists, or is listed with old data. Writing such a row again restores the index entry.
 * @returns the number of rows that were written again
 */
export async function repairIndex(client: DynamoDBClient, TableName: string, meetings: Meetings): Promise<number> {
  const listed = new Map<string, ListedMeeting>();
  for (const openOrEnded of ['open', 'ended'] as const)
    for await (const meeting of listAll(meetings, openOrEnded)) listed.set(meeting.id, meeting);
  let repaired = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const item of Items) {
      const isMeeting = item[MEETINGS_TABLE.index.partitionKey] !== undefined;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the adapter writes these items
      const row = unmarshall(item) as Meeting;
      if (!isMeeting || isDeepStrictEqual(listed.get(row.id), toListed(row))) continue;
      await client.send(new PutItemCommand({ TableName, Item: item }));
      repaired += 1;
    }
  }
  return repaired;
}

async function* listAll(meetings: Meetings, openOrEnded: OpenOrEnded) {
  let after: string | undefined;
  do {
    const page = await meetings.list({ openOrEnded, limit: 500, ...(after !== undefined && { after }) });
    yield* page.meetings;
    after = page.after;
  } while (after !== undefined);
}
