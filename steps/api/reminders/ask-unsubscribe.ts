import { respond, type RoutePorts } from '../http/respond.ts';
import { remindersPage } from './page.ts';
import { requireReminders } from './require-reminders.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';
import { settings } from '../../aws/settings.ts';

/** A page that asks whether reminders shall stop. It changes nothing: programs that check mails open all links. */
export const askUnsubscribe = (ports: RoutePorts<'meetings' | 'series' | 'secrets' | 'settings'>) =>
  respond<'askUnsubscribe'>(ports, async (request) =>
    remindersPage((await requireReminders(ports, request)).language, true),
  );

export const handler = onApi(askUnsubscribe, { meetings, series, secrets, settings });
