import { actOf, callerActor } from '../domain/actions.ts';
import { attendanceRule } from '../domain/attendance.ts';
import type { Meeting } from '../domain/meeting.ts';
import { handedOver } from '../meeting/hand-over.ts';
import { updateMeeting } from '../update-meeting.ts';
import { etagOf, requirePlan } from './http/etags.ts';
import { refused } from './http/problem.ts';
import { parseBody, requireAccepted, requireMayAssign, requireOwnMeeting } from './http/request-guards.ts';
import { changeBody } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { requireCapacity } from './in-flight.ts';
import { changedPlan, movesTime } from './plans/changed-plan.ts';
import { extendedTo, startedLater } from './plans/late-changes.ts';
import { moveMeeting } from './plans/move-meeting.ts';
import { details } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/**
 * Changes the plan of a meeting for the organiser. A change of its time before the launch moves it. Administrators and machine
 * clients hand it over, also after its end. A repeated call finds its change done and writes nothing.
 */
export const changeMeeting = (ports: RoutePorts<'meetings' | 'wakeUps' | 'workflow' | 'settings' | 'clock'>) =>
  respondToOrganiser<'changeMeeting'>(ports, async (request) => {
    const { organiser, late_minutes: late, extended_minutes: extended, ...body } = parseBody(changeBody, request);
    const now = ports.clock.now();
    const change = (row: Meeting): Meeting => {
      const handed = handedOver(row, organiser);
      const next = changedPlan(handed, body, now);
      if (next !== handed) {
        requirePlan(row, request);
        requireChangeable(row, next);
      }
      const later = late === undefined ? next : startedLater(next, late, now, 'late_minutes');
      return extended === undefined ? later : extendedTo(later, extended, now);
    };
    const found = await requireOwnMeeting(ports, request);
    requireMayAssign(request.caller, organiser);
    const act = actOf(callerActor(request.caller), now);
    const planned = change(found);
    const moves = movesTime(found, planned);
    if (moves) await requireCapacity(ports, planned);
    const row = moves
      ? await moveMeeting(ports, found.id, change, act)
      : requireAccepted(
          await updateMeeting(ports.meetings, found.id, (current) => withoutMove(current, change), { act }),
        );
    const consoleUrl = row.execution_arn && ports.workflow.consoleUrl(row.execution_arn);
    return {
      status: 200,
      headers: { ETag: etagOf(row) },
      body: details(row, ports.clock, ports.settings.hostDollarsPerHour, consoleUrl),
    };
  });

/** @throws Problem 409 when the meeting was moved since it was read */
function withoutMove(row: Meeting, change: (row: Meeting) => Meeting): Meeting {
  const next = change(row);
  if (movesTime(row, next))
    throw refused(409, 'meet_time', 'The meeting was changed at the same time. Try again.', { code: 'CHANGED' });
  return next;
}

/** @throws Problem 409 */
function requireChangeable(row: Meeting, next: Meeting): void {
  const times = (['meet_time', 'duration_minutes'] as const).find((field) => row[field] !== next[field]);
  if (row.verdict || row.status === 'ENDED')
    throw refused(409, times ?? 'id', 'The meeting has ended. It can no longer be changed.', { code: 'ENDED' });
  if (row.status === 'SCHEDULED') return;
  if (times)
    throw refused(
      409,
      times,
      'The host has been launched, so the time can no longer be changed. Until somebody comes, the start can be up to 30 minutes late (late_minutes); later, the end can be extended (extended_minutes).',
      { code: 'LAUNCHED' },
    );
  if (attendanceRule(row) !== attendanceRule(next))
    throw refused(
      409,
      'attendance_rule',
      'The host has been launched, so the attendance rule can no longer be changed.',
      { code: 'LAUNCHED' },
    );
}

export const handler = onOrganiserApi(changeMeeting, { meetings, wakeUps, workflow, settings });
