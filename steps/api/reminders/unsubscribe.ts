import { withoutReminders } from '../../domain/notices.ts';
import { withoutSeriesReminders } from '../../series/series-mail.ts';
import { updateSeries } from '../../series/update-series.ts';
import { updateMeeting } from '../../update-meeting.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { remindersPage } from './page.ts';
import { requireReminders } from './require-reminders.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';
import { settings } from '../../aws/settings.ts';

/** Turns off the reminders of one person, of a meeting or of all dates of a series (RFC 8058). Idempotent. */
export const unsubscribe = (ports: RoutePorts<'meetings' | 'series' | 'secrets' | 'settings'>) =>
  respond<'unsubscribe'>(ports, async (request) => {
    const { id, role, isSeries, language } = await requireReminders(ports, request);
    if (isSeries) await updateSeries(ports.series, id, (row) => withoutSeriesReminders(row, role));
    else await updateMeeting(ports.meetings, id, (row) => withoutReminders(row, role));
    ports.log.info('reminders turned off', { id, role });
    return remindersPage(language, false);
  });

export const handler = onApi(unsubscribe, { meetings, series, secrets, settings });
