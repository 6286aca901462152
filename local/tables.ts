import { DynamoActions } from '../steps/aws/dynamo-actions.ts';
import { DynamoCalendars } from '../steps/aws/dynamo-calendars.ts';
import { DynamoDays } from '../steps/aws/dynamo-days.ts';
import { DynamoOutbox } from '../steps/aws/dynamo-outbox.ts';
import { DynamoReadyTimes } from '../steps/aws/dynamo-ready-times.ts';
import { DynamoSeries } from '../steps/aws/dynamo-series.ts';
import { DynamoSlots } from '../steps/aws/dynamo-slots.ts';
import { DynamoWebhooks } from '../steps/aws/dynamo-webhooks.ts';
import { openEmbeddedDynamo } from './embedded-dynamo.ts';
import type { Disk } from './table-engine.ts';

export const MEETINGS_TABLE = 'meetings-of-organisers';
const RECORDS_TABLE = 'records-of-organisers';
/** The tables of earlier versions. */
const FORMER_TABLES = ['elephant-meetings', 'meetings', 'meetings-with-outbox'];
const FORMER_RECORDS = ['records', 'records-with-mail'];

/** Opens both tables in a folder, with the deployed adapters of all ports but `meetings`, whose stream the runtime plays. */
export async function openTables(path: string, disk: Disk) {
  const table = await openEmbeddedDynamo({ path, tableName: MEETINGS_TABLE, formerNames: FORMER_TABLES, disk });
  await table.createTable();
  await table.createRecordsTable(RECORDS_TABLE, FORMER_RECORDS);
  const { client, close } = table;
  return {
    client,
    close,
    ports: {
      slots: new DynamoSlots(client, MEETINGS_TABLE),
      days: new DynamoDays(client, MEETINGS_TABLE),
      outbox: new DynamoOutbox(client, MEETINGS_TABLE),
      series: new DynamoSeries(client, RECORDS_TABLE),
      readyTimes: new DynamoReadyTimes(client, RECORDS_TABLE),
      webhooks: new DynamoWebhooks(client, RECORDS_TABLE),
      actions: new DynamoActions(client, RECORDS_TABLE),
      calendars: new DynamoCalendars(client, RECORDS_TABLE),
    },
  };
}
