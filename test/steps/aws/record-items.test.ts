import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '../../../local/embedded-dynamo.ts';
import { DynamoSeries } from '../../../steps/aws/dynamo-series.ts';
import { DynamoWebhooks } from '../../../steps/aws/dynamo-webhooks.ts';
import { isoMillis } from '../../../steps/domain/instants.ts';
import type { Delivery } from '../../../steps/telling/webhooks.ts';
import { eventOf } from '../../../steps/telling/events.ts';
import { updateWebhooks } from '../../../steps/telling/update-webhooks.ts';
import { aMeeting, t } from '../../support/meeting.ts';
import { aSeries } from '../../support/series.ts';

it('every record of the second table has an organiser', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  try {
    await createRecordsTable('records');
    const webhooks = new DynamoWebhooks(client, 'records');
    const event = eventOf(aMeeting(), { type: 'scheduled', at: isoMillis(t(-60)), sequence: 1 }, t(-60));
    await webhooks.saveEvent(event);
    const delivery = { webhook_id: 'w', event_id: event.id, attempts: [], organiser: 'default' } as unknown as Delivery;
    await webhooks.saveDelivery(delivery);
    await updateWebhooks(webhooks, 'default', () => []);
    expect(await new DynamoSeries(client, 'records').insert(aSeries())).toBe(true);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'records' }));
    const records = Items.map((item) => unmarshall(item));
    expect(records.map(({ pk }) => String(pk).split('#')[0]).toSorted()).toEqual([
      'deliveries',
      'event',
      'series',
      'webhooks',
    ]);
    expect(records.map(({ organiser }) => organiser as string)).toEqual(records.map(() => 'default'));
  } finally {
    await close();
  }
});
