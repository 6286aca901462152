import { expect, it } from '@jest/globals';
import type { RouteName } from '../../steps/api/routes.ts';
import { iso } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const teacher = (stage: Stage) => ({ 'x-link-key': stage.keyOf('teacher') });
const student = (stage: Stage) => ({ 'x-link-key': stage.keyOf('student') });

interface Case {
  readonly route: RouteName;
  readonly body: object;
  /** Minutes after the meeting time. */
  readonly at: number;
  readonly headers?: (stage: Stage) => Record<string, string>;
  readonly status: number;
  readonly field: string;
}

const CASES: readonly (readonly [string, Case])[] = [
  [
    'a move into the past',
    { route: 'changeMeeting', body: { meet_time: iso(-200) }, at: -50, status: 422, field: 'meet_time' },
  ],
  [
    'a move to a time that does not exist',
    {
      route: 'changeMeeting',
      body: { meet_time: '2027-03-28T02:30', time_zone: 'Europe/Berlin' },
      at: -50,
      status: 422,
      field: 'meet_time',
    },
  ],
  [
    'a move to no time',
    { route: 'changeMeeting', body: { meet_time: 'noon' }, at: -50, status: 422, field: 'meet_time' },
  ],
  [
    'a move to another planet',
    { route: 'changeMeeting', body: { time_zone: 'Mars/Base' }, at: -50, status: 422, field: 'time_zone' },
  ],
  [
    'a length of no minutes',
    { route: 'changeMeeting', body: { duration_minutes: 0 }, at: -50, status: 422, field: 'duration_minutes' },
  ],
  [
    'a move after the launch',
    { route: 'changeMeeting', body: { meet_time: iso(60) }, at: -5, status: 409, field: 'meet_time' },
  ],
  [
    'another length after the launch',
    { route: 'changeMeeting', body: { duration_minutes: 90 }, at: -5, status: 409, field: 'duration_minutes' },
  ],
  [
    'a move of an ended meeting',
    { route: 'changeMeeting', body: { meet_time: iso(600) }, at: 60, status: 409, field: 'meet_time' },
  ],
  [
    '`If-Match` of yesterday',
    {
      route: 'changeMeeting',
      body: { meet_time: iso(60) },
      at: -50,
      headers: () => ({ 'if-match': '"0.7"' }),
      status: 412,
      field: 'If-Match',
    },
  ],
  [
    'an extension beyond the limit',
    { route: 'extendMeeting', body: { minutes: 121 }, at: -5, headers: teacher, status: 409, field: 'minutes' },
  ],
  [
    'an extension by the student',
    { route: 'extendMeeting', body: { minutes: 10 }, at: -5, headers: student, status: 403, field: 'X-Link-Key' },
  ],
  [
    'an extension before the launch',
    { route: 'extendMeeting', body: { minutes: 10 }, at: -50, headers: teacher, status: 409, field: 'minutes' },
  ],
  [
    'an extension of an ended meeting',
    { route: 'extendMeeting', body: { minutes: 10 }, at: 60, headers: teacher, status: 410, field: 'id' },
  ],
  [
    'a start that is too late',
    { route: 'startLate', body: { minutes: 31 }, at: -5, headers: teacher, status: 422, field: 'minutes' },
  ],
  [
    'a late start by the student',
    { route: 'startLate', body: { minutes: 10 }, at: -5, headers: student, status: 403, field: 'X-Link-Key' },
  ],
  [
    'an unknown attendance rule',
    { route: 'changeMeeting', body: { attendance_rule: 'most' }, at: -50, status: 422, field: 'attendance_rule' },
  ],
  [
    'another attendance rule after the launch',
    { route: 'changeMeeting', body: { attendance_rule: 'everyone' }, at: -5, status: 409, field: 'attendance_rule' },
  ],
];

it.each(CASES)(
  '%s is refused with the field, and nothing is written',
  async (_what, { route, body, at, headers, status, field }) => {
    const stage = await new Stage().schedule();
    await stage.at(at);
    const [before, executions, armed] = [await stage.row, stage.world.engine.list().length, stage.world.wakeUps.armed];
    const response = await stage.world.request(route, { id: stage.id }, body, { headers: headers?.(stage) ?? {} });
    const problem = JSON.parse(response.body) as { detail: string; errors?: { field: string }[] };
    expect([response.status, problem.errors?.map((error) => error.field)]).toEqual([status, [field]]);
    expect(problem.detail).not.toBe('');
    expect(await stage.row).toEqual(before);
    expect([stage.world.engine.list().length, stage.world.wakeUps.armed]).toEqual([executions, armed]);
  },
);
