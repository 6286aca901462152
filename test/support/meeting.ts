import type { Meeting } from '../../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE, graceOf } from '../../steps/domain/timetable.ts';

export const ID = 'abcdefgh01234567';
export const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:elephant-meetings:${ID}-1`;
export const MEET_TIME = '2026-12-01T15:00:00Z';

/** Epoch milliseconds, `minutes` after the meeting time. */
export const t = (minutes: number): number => Date.parse(MEET_TIME) + minutes * 60_000;
/** Minutes from the latest presence in a row until its room counts as empty. */
export const GRACE = graceOf(DEFAULT_TIMETABLE) / 60_000;
export const iso = (minutes: number): string => new Date(t(minutes)).toISOString();

/** A SCHEDULED row: meeting time T, accepted at T-60. */
export function aMeeting(fields: Partial<Meeting> = {}): Meeting {
  return {
    id: ID,
    revision: 1,
    version: 1,
    status: 'SCHEDULED',
    accepted: true,
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: MEET_TIME,
    duration_minutes: 60,
    frontend_base_url: 'https://lessons.example/join',
    jitsi_url: `https://api.example/room/${ID}`,
    created_at: iso(-60),
    launch_at: '2026-12-01T14:50:00Z',
    timetable: DEFAULT_TIMETABLE,
    links: { teacher: 1, student: 1 },
    host_roles: ['room'],
    execution_arn: EXECUTION,
    hosts: {},
    replaced: [],
    intents: {},
    attendance: {},
    ...fields,
  };
}

const launched = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10) };

/** A LAUNCHING row: its host boots. */
export const aLaunching = (fields: Partial<Meeting> = {}): Meeting =>
  aMeeting({ status: 'LAUNCHING', claimed_by: EXECUTION, hosts: { room: launched }, ...fields });

/** A READY row: the room opened at T-8, and "Open room" waits for the first person. */
export const aReady = (fields: Partial<Meeting> = {}): Meeting =>
  aLaunching({
    status: 'READY',
    opened_at: iso(-8),
    hosts: { room: { ...launched, healthy_at: iso(-8), address: { name: 'h', url: 'http://h.example' } } },
    token: { token: 'open-token', state: 'Open room', entered_at: iso(-8), retry_count: 0 },
    ...fields,
  });

/** Attendance; `from` and `to` in minutes after the meeting time. */
export const seen = (from: number, to: number) => ({ first_seen_at: iso(from), last_seen_at: iso(to) });

/** Input of a step. */
export const call = (input: Record<string, unknown> = {}) => ({
  input: { meetingId: ID, revision: 1, ...input },
  execution: EXECUTION,
});
