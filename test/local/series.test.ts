import { describe, expect, it } from '@jest/globals';
import type { SeriesDetails } from '../../steps/api/http/series-schemas.ts';
import { newFolder, withRuntime } from '../support/runtime.ts';

const WEEKLY = (url: string) => ({
  teacher_name: 'Ada',
  student_name: 'Ben',
  time_zone: 'Europe/Berlin',
  meet_time: new Date(Date.now() + 86_400_000).toISOString(),
  rrule: 'FREQ=WEEKLY',
  frontend_base_url: `${url}/join`,
});

const withMeetings = ({ occurrences }: SeriesDetails): number =>
  occurrences.filter(({ meeting_id }) => meeting_id !== undefined).length;

describe('the local runtime', () => {
  it('creates the meetings of a series, cancels them with it, and keeps it over a restart', async () => {
    const dataDir = newFolder();
    let id = '';
    await withRuntime({ dataDir, speed: 60 }, async (client) => {
      const created = await client.send<SeriesDetails>('POST', '/series', WEEKLY(client.url));
      expect(created.status).toBe(200);
      ({ id } = created.body);
      const series = await client.until(async () => {
        const { body } = await client.send<SeriesDetails>('GET', `/series/${id}`);
        return withMeetings(body) > 0 && body;
      });
      expect(withMeetings(series)).toBe(9);
      expect(series.occurrences[0]).toMatchObject({ status: 'SCHEDULED' });
    });
    await withRuntime({ dataDir, speed: 60 }, async (client) => {
      const { body } = await client.send<{ series: SeriesDetails[] }>('GET', '/series');
      expect(body.series.map((one) => one.id)).toEqual([id]);
      expect((await client.send('DELETE', `/series/${id}`)).status).toBe(202);
      await client.until(async () => {
        const { body: list } = await client.send<{ meetings: { status: string }[] }>(
          'GET',
          '/meetings?status=SCHEDULED',
        );
        return list.meetings.length === 0;
      });
    });
  });

  it('names the field of a wrong rule', async () => {
    await withRuntime({}, async (client) => {
      const { status, body } = await client.send('POST', '/series', { ...WEEKLY(client.url), rrule: 'FREQ=SECONDLY' });
      expect(status).toBe(422);
      expect(body['errors']).toEqual([{ field: 'rrule', message: 'must give at most one date a day', code: 'RULE' }]);
    });
  });
});
