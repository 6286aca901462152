import type { ChangeTrace } from '../promises/trace.ts';
import type { ApiResponse } from '../steps/http-types.ts';
import { isoSeconds, type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';
import type { Observation } from './observation.ts';
import type { Act, Change, Scenario } from './plan/scenario.ts';
import { keyHeader, linkKeys, Participant } from './world/participant.ts';
import { ORIGIN } from './world/api.ts';
import type { World } from './world/world.ts';

/** Waits before the organiser retries a failed `POST /schedule`. */
const RETRIES: readonly Millis[] = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE];
/** Participants who still wait this long after the hard end leave. */
const WAIT_AFTER: Millis = 15 * MINUTE;

/** People of each fifth meeting have e-mail addresses: the texts of mails take time. */
const MAIL_EVERY = 5;
export const ADDRESSES = { teacher_email: 'ada@school.example', student_email: 'ben@home.example' };

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
    ...(scenario.index % MAIL_EVERY === 0 && ADDRESSES),
    frontend_base_url: scenario.wrong ? 'https://elsewhere.example' : `${ORIGIN}/join`,
  };
  const headers: Record<string, string> = scenario.repeats ? { 'idempotency-key': scenario.id } : {};
  const response = await world.request('schedule', {}, body, { headers, newId: () => scenario.id });
  observed.scheduleStatuses.push(response.status);
  log?.(`POST /schedule returns ${response.status}`);
  if (response.status === 200 && observed.acceptedAt === undefined) {
    observed.acceptedAt = world.now;
    invite(world, observed, linkKeys(response.body), log);
  }
  const wait = RETRIES[retries];
  if (response.status >= 500 && scenario.repeats && wait !== undefined)
    world.timers.at(world.now + wait, () => {
      void schedule(world, observed, log, retries + 1);
    });
}

/** Lets the people of a scheduled meeting come, and plans the changes and ends of its scenario. */
export function invite(world: World, observed: Observation, keys: Readonly<Record<Role, string>>, log: LogEntry): void {
  const { scenario } = observed;
  const { id } = scenario;
  const meetTime = (): Millis => observed.meetTime;
  const until = (): Millis => observed.hardEnd + WAIT_AFTER;
  observed.participants = scenario.people.map((person) => {
    const onAct = log && ((what: string) => log(`${person.role} ${what}`));
    return new Participant(world, { id, meetTime, until, key: keys[person.role] }, person, onAct);
  });
  for (const planned of scenario.changes)
    world.timers.at(scenario.meetTime + planned.at, () => {
      void change(world, observed, planned, keys.teacher, log);
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

/**
 * Sends a change, and again when the response is lost: with the same body, and the same Idempotency-Key or If-Match, if it has
 * one. After 412 the organiser loads the meeting, and sends the change for that plan.
 */
async function change(world: World, observed: Observation, planned: Change, key: string, log: LogEntry): Promise<void> {
  const { scenario } = observed;
  const unmatched = changeOf(planned, scenario, world.now);
  let etag = await etagFor(world, observed, planned.match);
  for (const wait of [...(scenario.repeats ? RETRIES : []), undefined]) {
    const request =
      unmatched.what === 'plan' && etag !== undefined ? { ...unmatched, ifMatch: planIn(etag) } : unmatched;
    const sentAt = world.now;
    const response = await send(world, scenario.id, request, key, etag);
    observed.changes.push({ sentAt, at: world.now, status: response.status, change: request });
    log?.(`${planned.what} ${JSON.stringify(request)} returns ${response.status}`);
    if (planned.match) observed.etag = response.headers['ETag'] ?? observed.etag;
    if ((response.status < 500 && response.status !== 412) || wait === undefined) return;
    await world.pass(wait);
    if (response.status === 412) etag = await etagFor(world, observed, 'loaded');
  }
}

/** The ETag that the organiser sends; undefined without If-Match. */
async function etagFor(world: World, observed: Observation, match: Change['match']): Promise<string | undefined> {
  if (match === undefined) return undefined;
  if (match === 'loaded' || observed.etag === undefined) {
    const { headers } = await world.request('getMeeting', { id: observed.scenario.id });
    observed.etag = headers['ETag'] ?? observed.etag;
  }
  return observed.etag;
}

/** The number of the plan in `"plan.version"`. */
const planIn = (etag: string): number => Number(/\d+/.exec(etag)?.[0]);

function changeOf({ what, minutes, number, keyed }: Change, scenario: Scenario, now: Millis): ChangeTrace['change'] {
  const moved = { meet_time: isoSeconds(scenario.meetTime + minutes * MINUTE) };
  const named = { teacher_name: `Ada ${number}`, student_email: `ben-${number}@example.org` };
  switch (what) {
    case 'move':
      return { what: 'plan', fields: moved };
    case 'now':
      return { what: 'plan', fields: { meet_time: isoSeconds(now) } };
    case 'length':
      return { what: 'plan', fields: { duration_minutes: minutes } };
    case 'rename':
      return { what: 'plan', fields: named };
    case 'move and rename':
      return { what: 'plan', fields: { ...moved, ...named } };
    case 'late':
      return { what, minutes };
    case 'extend':
      return { what, minutes, key: keyed ? `change-${number}` : undefined };
  }
}

function send(
  world: World,
  id: string,
  change: ChangeTrace['change'],
  key: string,
  etag: string | undefined,
): Promise<ApiResponse> {
  if (change.what === 'plan')
    return world.request('changeMeeting', { id }, change.fields, {
      headers: etag === undefined ? {} : { 'if-match': etag },
    });
  const headers = {
    ...keyHeader(key).headers,
    ...(change.what === 'extend' && change.key !== undefined && { 'idempotency-key': change.key }),
  };
  const route = change.what === 'late' ? 'startLate' : 'extendMeeting';
  return world.request(route, { id }, { minutes: change.minutes }, { headers });
}
