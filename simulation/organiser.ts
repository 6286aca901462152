import { isoSeconds, type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import type { Observation } from './observation.ts';
import type { Act, Change, Scenario } from './plan/scenario.ts';
import { keyHeader, linkKeys, Participant } from './world/participant.ts';
import { ORIGIN, type World } from './world/world.ts';

/** Waits before the organiser retries a failed `POST /schedule`. */
const RETRIES: readonly Millis[] = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE];
/** Participants who still wait this long after the hard end leave. */
const WAIT_AFTER: Millis = 15 * MINUTE;

/** Writes to the timeline of a meeting. */
type LogEntry = ((what: string) => void) | undefined;

/** Schedules the meeting of a scenario, then invites its people and acts as the scenario says. */
export async function schedule(world: World, observed: Observation, log: LogEntry, retries = 0): Promise<void> {
  const { scenario } = observed;
  const body = {
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: isoSeconds(scenario.meetTime),
    duration_minutes: scenario.durationMinutes,
    attendance_rule: scenario.attendanceRule,
    frontend_base_url: scenario.wrong ? 'https://elsewhere.example' : `${ORIGIN}/join`,
  };
  const headers: Record<string, string> = scenario.repeats ? { 'idempotency-key': scenario.id } : {};
  const response = await world.request('schedule', {}, body, { headers, newId: () => scenario.id });
  observed.scheduleStatuses.push(response.status);
  log?.(`POST /schedule returns ${response.status}`);
  if (response.status === 200) return invite(world, observed, response.body, log);
  const wait = RETRIES[retries];
  if (response.status >= 500 && scenario.repeats && wait !== undefined)
    world.timers.at(world.now + wait, () => {
      void schedule(world, observed, log, retries + 1);
    });
}

function invite(world: World, observed: Observation, body: string, log: LogEntry): void {
  if (observed.acceptedAt !== undefined) return;
  observed.acceptedAt = world.now;
  const { scenario } = observed;
  const { id } = scenario;
  const keys = linkKeys(body);
  const meetTime = (): Millis => observed.meetTime;
  const until = (): Millis => observed.hardEnd + WAIT_AFTER;
  observed.participants = scenario.people.map((person) => {
    const onAct = log && ((what: string) => log(`${person.role} ${what}`));
    return new Participant(world, { id, meetTime, until, key: keys[person.role] }, person, onAct);
  });
  for (const planned of scenario.changes)
    world.timers.at(scenario.meetTime + planned.at, () => {
      void change(world, scenario, planned, keys.teacher);
    });
  for (const planned of scenario.acts)
    world.timers.at(scenario.meetTime + planned.at, () => {
      void act(world, observed, planned, keys.teacher, log);
    });
}

async function act(world: World, observed: Observation, { what }: Act, key: string, log: LogEntry): Promise<void> {
  const params = { id: observed.scenario.id };
  const { status, body } =
    what === 'cancel'
      ? await world.request('cancelMeeting', params)
      : await world.request('endMeeting', params, { role: 'teacher' }, keyHeader(key));
  const { outcome } = JSON.parse(body) as { outcome?: string };
  observed.endRequests.push({ at: world.now, status, outcome });
  log?.(`${what} returns ${status} ${outcome ?? ''}`);
}

async function change(world: World, scenario: Scenario, { what, minutes }: Change, key: string): Promise<void> {
  const params = { id: scenario.id };
  if (what === 'move' || what === 'now') {
    const body = { meet_time: isoSeconds(what === 'now' ? world.now : scenario.meetTime + minutes * MINUTE) };
    await world.request('changeMeeting', params, body);
  } else await world.request(what === 'late' ? 'startLate' : 'extendMeeting', params, { minutes }, keyHeader(key));
}
