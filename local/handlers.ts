import type { BuildFunction } from '../statemachine/image-build.ts';
import type { TaskFunction } from '../statemachine/meeting.ts';
import { cancelMeeting } from '../steps/api/cancel-meeting.ts';
import { changeMeeting } from '../steps/api/change-meeting.ts';
import { giveFeedback } from '../steps/api/give-feedback.ts';
import { endMeeting } from '../steps/api/end-meeting.ts';
import { getActions } from '../steps/api/get-actions.ts';
import { getLinks } from '../steps/api/get-links.ts';
import { extendMeeting } from '../steps/api/extend-meeting.ts';
import { startLate } from '../steps/api/start-late.ts';
import { getExecution } from '../steps/api/get-execution.ts';
import { getMeeting } from '../steps/api/get-meeting.ts';
import { getAttendance } from '../steps/api/get-attendance.ts';
import { getOverview } from '../steps/api/get-overview.ts';
import { getWorkflow } from '../steps/api/get-workflow.ts';
import { hostPresence } from '../steps/api/host-presence.ts';
import { health } from '../steps/api/health.ts';
import type { Route } from '../steps/http-types.ts';
import { join } from '../steps/api/join.ts';
import { listMeetings } from '../steps/api/list-meetings.ts';
import { openapi } from '../steps/api/openapi.ts';
import { presence } from '../steps/api/presence.ts';
import type { RoutePorts } from '../steps/api/http/respond.ts';
import { revokeLink } from '../steps/api/revoke-link.ts';
import { room } from '../steps/api/room.ts';
import type { RouteName } from '../steps/api/routes.ts';
import { schedule } from '../steps/api/schedule.ts';
import { changeSeries } from '../steps/api/series/change-series.ts';
import { createSeries } from '../steps/api/series/create-series.ts';
import { endSeries } from '../steps/api/series/end-series.ts';
import { getSeries } from '../steps/api/series/get-series.ts';
import { getSeriesLinks } from '../steps/api/series/get-series-links.ts';
import { listSeries } from '../steps/api/series/list-series.ts';
import { openSeries } from '../steps/api/series/open-series.ts';
import { previewSeries } from '../steps/api/series/preview-series.ts';
import { revokeSeriesLink } from '../steps/api/series/revoke-series-link.ts';
import { askUnsubscribe } from '../steps/api/reminders/ask-unsubscribe.ts';
import { unsubscribe } from '../steps/api/reminders/unsubscribe.ts';
import { createCalendar } from '../steps/api/calendar/create-calendar.ts';
import { getCalendar } from '../steps/api/calendar/get-calendar.ts';
import { readCalendar } from '../steps/api/calendar/read-calendar.ts';
import { revokeCalendar } from '../steps/api/calendar/revoke-calendar.ts';
import { changeWebhook } from '../steps/api/webhooks/change-webhook.ts';
import { createWebhook } from '../steps/api/webhooks/create-webhook.ts';
import { deleteWebhook } from '../steps/api/webhooks/delete-webhook.ts';
import { getWebhook } from '../steps/api/webhooks/get-webhook.ts';
import { listDeliveries } from '../steps/api/webhooks/list-deliveries.ts';
import { listWebhooks } from '../steps/api/webhooks/list-webhooks.ts';
import { retryDelivery } from '../steps/api/webhooks/retry-delivery.ts';
import { rotateWebhookSecret } from '../steps/api/webhooks/rotate-webhook-secret.ts';
import { testWebhook } from '../steps/api/webhooks/test-webhook.ts';
import { createImage } from '../steps/image/create-image.ts';
import { endBuild } from '../steps/image/end-build.ts';
import { installHost } from '../steps/image/install-host.ts';
import { publishImage } from '../steps/image/publish-image.ts';
import { testImage } from '../steps/image/test-image.ts';
import { checkHost } from '../steps/meeting/check-host.ts';
import { holdMeeting } from '../steps/meeting/hold-meeting.ts';
import { launchHost } from '../steps/meeting/launch-host.ts';
import { decide } from '../steps/meeting/decide.ts';
import { openRoom } from '../steps/meeting/open-room.ts';
import type { Ports } from '../steps/ports.ts';
import { tearDown } from '../steps/meeting/tear-down.ts';

/** Steps of the workflow by function name. */
export const STEPS: Readonly<Record<TaskFunction, (ports: Ports) => (input: never) => Promise<unknown>>> = {
  launchHost,
  checkHost,
  openRoom,
  decide,
  holdMeeting,
  tearDown,
};

/** Steps of the workflow that builds images. */
export const BUILD_STEPS: Readonly<Record<BuildFunction, (ports: Ports) => (input: never) => Promise<unknown>>> = {
  installHost,
  createImage,
  testImage,
  publishImage,
  endBuild,
};

/** Routes of the API by function name. */
export const ROUTE_HANDLERS: Readonly<Record<RouteName, (ports: RoutePorts<keyof Ports>) => Route>> = {
  schedule,
  listMeetings,
  getMeeting,
  getExecution,
  getAttendance,
  getOverview,
  getWorkflow,
  changeMeeting,
  cancelMeeting,
  createSeries,
  previewSeries,
  listSeries,
  getSeries,
  changeSeries,
  endSeries,
  getSeriesLinks,
  openSeries,
  revokeSeriesLink,
  createCalendar,
  getCalendar,
  revokeCalendar,
  readCalendar,
  askUnsubscribe,
  unsubscribe,
  createWebhook,
  listWebhooks,
  getWebhook,
  changeWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listDeliveries,
  retryDelivery,
  getActions,
  getLinks,
  revokeLink,
  join,
  presence,
  hostPresence,
  giveFeedback,
  extendMeeting,
  startLate,
  endMeeting,
  room,
  health,
  openapi,
};
