import { type Act, withActions } from './actions.ts';
import { isoMillis } from './instants.ts';
import { type Role, ROLES } from './links.ts';
import { lastHeard } from './attendance.ts';
import type { EventType } from './event-types.ts';
import type { Meeting } from './meeting.ts';
import { mailAt } from './notices.ts';
import { decidedOutcome } from './verdicts.ts';

/** Something that happened and was not told yet. */
export interface Untold {
  readonly type: EventType;
  /** Only of `joined` and `left`. */
  readonly role?: Role;
  readonly at: string;
  /** 1, 2, ...: orders the events of a meeting. Some numbers may be missing. */
  readonly sequence: number;
}

type Happening = Omit<Untold, 'sequence'>;

/**
 * The row of a write with everything that must be told or recorded because of it.
 * @throws Contention
 */
export const withOutbox = (before: Meeting, after: Meeting, act?: Act): Meeting =>
  indexed(withActions(before, withEvents(before, after), act));

/** Whether the row has something to tell or to record. */
export const hasOutbox = ({ untold, unrecorded }: Meeting): boolean => untold !== undefined || unrecorded !== undefined;

/**
 * The row of a write with the events that follow from it. An untold event is replaced by a later one of the same type and
 * role, so a row has at most eleven: one of each type, and two of `joined` and `left`. A row that is not accepted tells
 * nothing.
 */
export function withEvents(before: Meeting, after: Meeting): Meeting {
  const news = happenings(before, after);
  if (news.length === 0) return after;
  const { untold = [], last_event = 0 } = after;
  const kept = untold.filter(({ type, role }) => !news.some((one) => one.type === type && one.role === role));
  const numbered = news.map((one, index): Untold => ({ ...one, sequence: last_event + index + 1 }));
  return withUntold({ ...after, last_event: last_event + news.length }, [...kept, ...numbered]);
}

/** The row without the events of these sequence numbers. */
export function withTold(meeting: Meeting, sequences: readonly number[]): Meeting {
  const { untold = [] } = meeting;
  const left = untold.filter(({ sequence }) => !sequences.includes(sequence));
  return left.length === untold.length ? meeting : withUntold(meeting, left);
}

function withUntold({ untold: _untold, ...row }: Meeting, untold: readonly Untold[]): Meeting {
  return indexed(untold.length > 0 ? { ...row, untold } : row);
}

/** Before the instant in `untold_since` of rows without untold events and unrecorded actions. It sorts after all instants. */
export const MAIL_ONLY = 'mail ';

/** The row with the attributes by which others find it: `untold_since` is a key of an index, `mail_at` is for the stream. */
function indexed(row: Meeting): Meeting {
  const mail_at = mailAt(row);
  const [oldest] = [row.untold?.[0]?.at, row.unrecorded?.[0]?.at].filter((at) => at !== undefined).toSorted();
  const untold_since = oldest ?? (mail_at && MAIL_ONLY + mail_at);
  if (row.mail_at === mail_at && row.untold_since === untold_since) return row;
  const { mail_at: _mail, untold_since: _untold, ...rest } = row;
  return { ...rest, ...(untold_since !== undefined && { untold_since }), ...(mail_at !== undefined && { mail_at }) };
}

function happenings(before: Meeting, after: Meeting): Happening[] {
  if (!after.accepted) return [];
  if (!before.accepted) return [{ type: 'scheduled', at: after.created_at }];
  return [...changesOfPlan(before, after), ...changesOfRoom(before, after), ...endOf(before, after)];
}

function changesOfPlan(before: Meeting, after: Meeting): Happening[] {
  const moved = before.meet_time !== after.meet_time || before.duration_minutes !== after.duration_minutes;
  const planned = after.change?.at !== before.change?.at;
  const at = (planned ? after.change?.at : after.late_at) ?? after.created_at;
  return moved ? [{ type: 'moved', at }] : [];
}

function changesOfRoom(before: Meeting, after: Meeting): Happening[] {
  const { opened_at, extensions = [], status } = after;
  const extension = extensions.at(-1);
  return [
    ...(opened_at !== undefined && before.opened_at === undefined ? [{ type: 'ready', at: opened_at } as const] : []),
    ...(status === 'IN_PROGRESS' && before.status !== status
      ? [{ type: 'started', at: isoMillis(lastHeard(after) ?? 0) } as const]
      : []),
    ...ROLES.flatMap((role) => changesOfPerson(before, after, role)),
    ...(extension && extensions.length > (before.extensions?.length ?? 0)
      ? [{ type: 'extended', at: extension.at } as const]
      : []),
  ];
}

function changesOfPerson(before: Meeting, after: Meeting, role: Role): Happening[] {
  const [was, is] = [before.attendance[role], after.attendance[role]];
  if (!is || is === was) return [];
  const wasThere = was !== undefined && was.left_at === undefined;
  if (is.left_at !== undefined) return wasThere ? [{ type: 'left', role, at: is.left_at }] : [];
  return wasThere ? [] : [{ type: 'joined', role, at: is.last_seen_at }];
}

/** The end is told when it is decided: from then on nobody can join. */
function endOf(before: Meeting, after: Meeting): Happening[] {
  const outcome = decidedOutcome(after);
  if (outcome === undefined || decidedOutcome(before) !== undefined) return [];
  const at = after.verdict?.at ?? after.ended_at ?? after.created_at;
  return [{ type: outcome === 'CANCELLED' ? 'cancelled' : 'ended', at }];
}
