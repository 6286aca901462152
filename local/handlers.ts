import { cancelMeeting } from '../steps/api/cancel-meeting.ts';
import { endMeeting } from '../steps/api/end-meeting.ts';
import { getExecution } from '../steps/api/get-execution.ts';
import { getMeeting } from '../steps/api/get-meeting.ts';
import { getWorkflow } from '../steps/api/get-workflow.ts';
import { health } from '../steps/api/health.ts';
import type { Route } from '../steps/api/http.ts';
import { join } from '../steps/api/join.ts';
import { listMeetings } from '../steps/api/list-meetings.ts';
import { openapi } from '../steps/api/openapi.ts';
import { presence } from '../steps/api/presence.ts';
import { room } from '../steps/api/room.ts';
import type { RouteName } from '../steps/api/routes.ts';
import { schedule } from '../steps/api/schedule.ts';
import { checkHost } from '../steps/check-host.ts';
import { holdMeeting } from '../steps/hold-meeting.ts';
import { launchHost } from '../steps/launch-host.ts';
import { look } from '../steps/look.ts';
import { openRoom } from '../steps/open-room.ts';
import type { Ports } from '../steps/ports.ts';
import { tearDown } from '../steps/tear-down.ts';

/** The steps of the workflow and the routes of the API, by the names that Lambda functions bear. */
export const STEPS = { launchHost, checkHost, openRoom, look, holdMeeting, tearDown };

export const ROUTE_HANDLERS: Readonly<Record<RouteName, (ports: Ports) => Route>> = {
  schedule,
  listMeetings,
  getMeeting,
  getExecution,
  getWorkflow,
  cancelMeeting,
  join,
  presence,
  endMeeting,
  room,
  health,
  openapi,
};
