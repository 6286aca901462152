import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemorySeries } from '../../simulation/world/memory/series.ts';
import { DynamoSeries } from '../../steps/aws/dynamo-series.ts';
import { seriesContract } from './series.ts';

const TABLE = 'records';

seriesContract('DynamoSeries', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  await createRecordsTable(TABLE);
  return { series: new DynamoSeries(client, TABLE), close };
});

seriesContract('MemorySeries', async () => ({ series: new MemorySeries() }));
