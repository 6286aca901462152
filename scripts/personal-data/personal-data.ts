import type { Action } from '../../steps/domain/actions.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Role } from '../../steps/domain/links.ts';
import { ruleText } from '../../steps/domain/series/rule.ts';
import { isoSeconds, type Millis } from '../../steps/domain/instants.ts';
import { erasedMeeting, erasedSeries, withoutPerson } from '../../steps/privacy/erased.ts';
import { lastDate } from '../../steps/series/dates-ahead.ts';
import { updateSeries } from '../../steps/series/update-series.ts';
import type { Series } from '../../steps/series/series.ts';
import { updateMeeting } from '../../steps/update-meeting.ts';
import type { EventRecord } from '../../steps/telling/webhooks.ts';
import { type Found, recordsOf, type Stores } from './records-of-person.ts';

/** Everything that is kept about a person, and nothing about the other people of the same meetings. */
export async function exported(stores: Stores, email: string) {
  const found = await recordsOf(stores, email);
  const meetings = [];
  for (const { record, roles } of found.meetings) {
    const row = await stores.meetings.find(record.id);
    if (!row) continue;
    const actions = await actionsOf(stores, row);
    meetings.push(...roles.map((role) => ofMeeting(row, role, actions)));
  }
  return {
    email,
    meetings,
    series: found.series.flatMap(({ record, roles }) => roles.map((role) => ofSeries(record, role))),
    events: found.events.map(({ record: { id, body } }) => ({ id, type: body.type, at: body.timestamp })),
  };
}

/** All of a meeting, with those that are not recorded yet. */
async function actionsOf({ actions }: Stores, { id, unrecorded = [] }: Meeting): Promise<readonly Action[]> {
  const all: Action[] = [];
  for (let more = true; more;) {
    const page = await actions.list(id, { after: all.at(-1)?.number ?? 0, limit: 200 });
    all.push(...page.actions);
    ({ more } = page);
  }
  const last = all.at(-1)?.number ?? 0;
  return [...all, ...unrecorded.filter(({ number }) => number > last)];
}

/** What the person did, and what was done with the person's link. */
const concerns = ({ by, role }: Action, person: Role): boolean => by.kind === person || role === person;

function ofMeeting(row: Meeting, role: Role, actions: readonly Action[]) {
  const { id, meet_time, duration_minutes, status, outcome, series_id } = row;
  return {
    id,
    role,
    meet_time,
    duration_minutes,
    status,
    outcome,
    series_id,
    ...person(row, role),
    waiting: row.waiting?.[role],
    attendance: row.attendance[role],
    feedback: row.feedback?.[role],
    mail: row.mailed?.[role],
    actions: actions.filter((action) => concerns(action, role)),
  };
}

function ofSeries({ id, start, time_zone, rule, plan }: Series, role: Role) {
  return { id, role, start, time_zone, rrule: ruleText(rule), ...person(plan, role) };
}

const person = (record: Meeting | Series['plan'], role: Role) => ({
  name: record[`${role}_name`],
  email: record[`${role}_email`],
  language: record[`${role}_language`],
  person_time_zone: record[`${role}_time_zone`],
});

export interface Erased {
  readonly meetings: readonly string[];
  readonly series: readonly string[];
  readonly events: readonly string[];
  /** Meetings and series that are not over. They need their people, and keep them. */
  readonly open: readonly string[];
}

/**
 * Removes the name, the address and the texts of a person from everything that is over. Repeatable, also after an interruption.
 * @param write false to find only
 */
export async function erased(
  { meetings, series, events }: Stores,
  { email, now, write }: { readonly email: string; readonly now: Millis; readonly write: boolean },
): Promise<Erased> {
  const found = await recordsOf({ meetings, series, events }, email);
  const today = isoSeconds(now).slice(0, 10);
  const [overMeetings, openMeetings] = parted(found.meetings, ({ status }) => status === 'ENDED');
  const [overSeries, openSeries] = parted(found.series, (row) => (lastDate(row) ?? today) < today);
  if (write) {
    // First the events: by the address in meetings and series, a repeated run finds the rest.
    for (const { record, roles } of found.events) await events.replace(withoutPeople(record, roles));
    for (const { record, roles } of overMeetings)
      await updateMeeting(meetings, record.id, (row) => erasedMeeting(row, roles));
    for (const { record, roles } of overSeries)
      await updateSeries(series, record.id, (row) => erasedSeries(row, roles));
  }
  return {
    meetings: idsOf(overMeetings),
    series: idsOf(overSeries),
    events: idsOf(found.events),
    open: [...idsOf(openMeetings), ...idsOf(openSeries)],
  };
}

function withoutPeople(event: EventRecord, roles: readonly Role[]): EventRecord {
  const { data } = event.body;
  const meeting = data.meeting && roles.reduce(withoutPerson, data.meeting);
  return { ...event, body: { ...event.body, data: { ...data, ...(meeting && { meeting }) } } };
}

const idsOf = (found: readonly Found<{ readonly id: string }>[]): string[] => found.map(({ record }) => record.id);

function parted<T>(all: readonly Found<T>[], isOver: (record: T) => boolean): [over: Found<T>[], open: Found<T>[]] {
  return [all.filter(({ record }) => isOver(record)), all.filter(({ record }) => !isOver(record))];
}
