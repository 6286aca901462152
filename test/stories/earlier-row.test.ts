import { expect, it } from '@jest/globals';
import type { RouteName } from '../../steps/api/routes.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { iso, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

/** The durations that 0.1.0 had. */
const TIMETABLE = {
  launchLead: 600,
  launchSpread: 0,
  hostReadyWithin: 780,
  healthPollFirst: 30,
  healthPollEvery: 10,
  attendanceWindow: 900,
  presenceEvery: 30,
  emptyGrace: 300,
  overtime: 3600,
  netMargin: 180,
};

/** The fields of a row that 0.1.0 accepted, besides those with a default. */
const FIELDS = [
  'id',
  'revision',
  'version',
  'status',
  'accepted',
  'teacher_name',
  'student_name',
  'meet_time',
  'duration_minutes',
  'frontend_base_url',
  'jitsi_url',
  'created_at',
  'launch_at',
  'host_roles',
  'execution_arn',
  'hosts',
  'replaced',
  'intents',
  'attendance',
] as const satisfies readonly (keyof Meeting)[];

/** A meeting that 0.1.0 scheduled, and that is not launched. */
async function scheduledBy010(): Promise<Stage> {
  const stage = await new Stage().schedule();
  const row = await stage.row;
  const kept = Object.fromEntries(FIELDS.map((field) => [field, row[field]]));
  const earlier = { ...kept, timetable: TIMETABLE, link_version: 1, version: row.version + 1 };
  await stage.world.meetings.replace(earlier as unknown as Meeting, row.version);
  return stage;
}

const statusOf = async (stage: Stage, route: RouteName, body: object): Promise<number> =>
  (await stage.world.request(route, { id: stage.id }, body, { headers: { 'x-link-key': stage.keyOf('teacher') } }))
    .status;

it('a meeting that 0.1.0 scheduled can be moved, and then starts late and is extended', async () => {
  const stage = await scheduledBy010();
  expect(await statusOf(stage, 'changeMeeting', { meet_time: iso(30), teacher_name: 'Eve' })).toBe(200);
  expect(await stage.row).toMatchObject({ revision: 2, plan: 2, teacher_name: 'Eve' });
  await stage.at(25);
  expect(await statusOf(stage, 'startLate', { minutes: 10 })).toBe(200);
  expect(await statusOf(stage, 'extendMeeting', { minutes: 60 })).toBe(200);
  expect(await statusOf(stage, 'extendMeeting', { minutes: 60 })).toBe(409);
  await stage.stay('teacher', 40, 200);
  await stage.at(250);
  expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  const [host] = stage.world.ec2.machinesOf(stage.id);
  expect((host!.host.launchedAt - t(0)) / 60_000).toBe(20);
  expect([stage.launched, stage.running, stage.world.wakeUps.armed]).toEqual([1, 0, 0]);
  expect(stage.world.failedSweeps).toEqual([]);
});

it.each([
  ['is attended', (stage: Stage) => stage.stay('student', 0, 60), 'COMPLETED'],
  ['is not attended', (stage: Stage) => stage.at(1), 'NO_SHOW'],
  ['is cancelled', (stage: Stage) => stage.cancel(), 'CANCELLED'],
] as const)('a meeting that 0.1.0 scheduled and that %s ends', async (_what, act, outcome) => {
  const stage = await scheduledBy010();
  await act(stage);
  await stage.at(200);
  expect(await stage.row).toMatchObject({ status: 'ENDED', outcome });
  expect([stage.running, stage.world.wakeUps.armed, stage.world.failedSweeps.length]).toEqual([0, 0, 0]);
});
