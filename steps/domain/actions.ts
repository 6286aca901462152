import { Contention } from './errors.ts';
import { fromIso, isoMillis, type Millis, MINUTE } from './instants.ts';
import { linkVersion, type Role, ROLES } from './links.ts';
import type { Meeting } from './meeting.ts';
import type { Caller } from './organisers.ts';
import type { Outcome } from './outcomes.ts';
import { planOf } from './revisions.ts';

/** What somebody did to a meeting. Who was in the room is attendance; when a host was launched is in the timeline. */
export const ACTIONS = [
  'scheduled',
  'changed',
  'moved',
  'started_late',
  'extended',
  'links_shown',
  'link_revoked',
  'links_replaced',
  'feedback_given',
  'handed_over',
  'ended',
] as const;

/** `operator`: a command in the account. `series`: what follows from a series, with its id. `net`: a safety net. */
export const ACTOR_KINDS = [
  'organiser',
  'administrator',
  'machine',
  'operator',
  'series',
  'teacher',
  'student',
  'workflow',
  'net',
] as const;

export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** Of an organiser, an administrator, a machine client or a series. */
  readonly id?: string;
}

/** Who writes, and since when the write is decided. */
export interface Act {
  readonly by: Actor;
  readonly at: string;
}

/** One entry of the record of who did what. It has no keys, and nothing that somebody typed. */
export interface Action extends Act {
  /** 1, 2, ... for each meeting, without a gap. */
  readonly number: number;
  readonly what: (typeof ACTIONS)[number];
  /** Of the meeting after the action. */
  readonly revision: number;
  readonly plan: number;
  /** Whose link was revoked. */
  readonly role?: Role;
  /** Names of the fields that changed. */
  readonly fields?: readonly PlanField[];
  readonly minutes?: number;
  readonly outcome?: Outcome;
  /** To whom it was handed over; absent for administrators. */
  readonly to?: string;
}

/** The latest showing of the links. */
export interface LinksShown extends Act {
  /** Which links: after a revocation they are others. */
  readonly links: string;
}

/** Fields of the plan that organisers change. */
export const PLAN_FIELDS = [
  'meet_time',
  'time_zone',
  'duration_minutes',
  'attendance_rule',
  'teacher_name',
  'student_name',
  'teacher_email',
  'student_email',
  'teacher_time_zone',
  'student_time_zone',
  'teacher_language',
  'student_language',
] as const satisfies readonly (keyof Meeting)[];
export type PlanField = (typeof PLAN_FIELDS)[number];

/** A repeated look at the same links within this time is one action. */
const SHOWN_FOR: Millis = 15 * MINUTE;
/** Callers can cause any number of actions. Ends and guests cause few: they always fit. */
const MOST_UNRECORDED = 30;

export const actOf = (by: Actor, now: Millis): Act => ({ by, at: isoMillis(now) });

export const callerActor = ({ kind, id }: Caller): Actor => ({ kind, id: withShortAddress(id) });

/** Some issuers use the e-mail address as the subject. */
const withShortAddress = (id: string): string => id.replaceAll(/([^\s#/@])[^\s#/@]*@/g, '$1…@');

/** The row with a showing of its links; the given row when the same person saw the same links just now. */
export function withLinksShown(row: Meeting, act: Act): Meeting {
  const links = [row.key_id, ...ROLES.map((role) => linkVersion(row, role))].join(' ');
  const { links_shown: last } = row;
  const isSame = last?.links === links && last.by.kind === act.by.kind && last.by.id === act.by.id;
  if (isSame && fromIso(act.at) < fromIso(last.at) + SHOWN_FOR) return row;
  return { ...row, links_shown: { ...act, links } };
}

/**
 * The row of a write with the actions that follow from it. The record is written later, from the row.
 * @param act of a write that a person or a series decides; without it, only ends by the workflow and the nets are actions
 * @throws Contention
 */
export function withActions(before: Meeting, after: Meeting, act?: Act): Meeting {
  const news = after.accepted ? deeds(before, after, act) : [];
  if (news.length === 0) return after;
  const { unrecorded = [], last_action = 0, revision } = after;
  if (act && !news.some(({ what }) => what === 'ended')) requireSpace(after, act);
  const numbered = news.map((one, index): Action => {
    const number = last_action + index + 1;
    return { number, revision, plan: planOf(after), ...one };
  });
  return { ...after, last_action: last_action + news.length, unrecorded: [...unrecorded, ...numbered] };
}

/** @throws Contention when an action of a caller does not fit into the row, because many are not recorded yet */
export function requireSpace({ id, unrecorded = [] }: Meeting, { by }: Act): void {
  if (by.id !== undefined && unrecorded.length >= MOST_UNRECORDED)
    throw new Contention(`meeting ${id}: ${unrecorded.length} actions are not recorded yet`);
}

/** The row without the actions up to this number, which are recorded. */
export function withRecorded(row: Meeting, upTo: number): Meeting {
  const { unrecorded, ...rest } = row;
  const left = (unrecorded ?? []).filter(({ number }) => number > upTo);
  if (left.length === (unrecorded?.length ?? 0)) return row;
  return left.length > 0 ? { ...rest, unrecorded: left } : rest;
}

type Deed = Omit<Action, 'number' | 'revision' | 'plan'>;

function deeds(before: Meeting, after: Meeting, act: Act | undefined): readonly Deed[] {
  const end = endOf(before, after, act);
  if (!act) return end;
  if (!before.accepted) return [{ ...act, what: 'scheduled' }];
  const done = [...changesOfPlan(before, after), ...changesOfTimes(before, after), ...changesOfLinks(before, after)];
  if (before.organiser !== after.organiser)
    done.push({ what: 'handed_over', ...(after.organiser !== undefined && { to: withShortAddress(after.organiser) }) });
  const rated = ROLES.some((role) => after.feedback?.[role] && !before.feedback?.[role]);
  if (rated) done.push({ what: 'feedback_given' });
  return [...done.map((one) => ({ ...act, ...one })), ...end];
}

function endOf(before: Meeting, { verdict }: Meeting, act: Act | undefined): readonly Deed[] {
  if (!verdict || before.verdict) return [];
  const { by, at, outcome } = verdict;
  const actor: Actor | undefined = by === 'workflow' || by === 'net' ? { kind: by } : act?.by;
  return actor ? [{ by: actor, at, what: 'ended', outcome }] : [];
}

type Done = Omit<Deed, keyof Act>;

function changesOfPlan(before: Meeting, after: Meeting): readonly Done[] {
  if (planOf(before) === planOf(after)) return [];
  const fields = PLAN_FIELDS.filter((field) => before[field] !== after[field]);
  const moved = fields.includes('meet_time') || fields.includes('duration_minutes');
  return [{ what: moved ? 'moved' : 'changed', fields }];
}

function changesOfTimes(before: Meeting, after: Meeting): Done[] {
  const { extensions = [], late_minutes } = after;
  const extension = extensions.length > (before.extensions?.length ?? 0) ? extensions.at(-1) : undefined;
  const isLater = late_minutes !== undefined && late_minutes !== before.late_minutes;
  return [
    ...(isLater ? [{ what: 'started_late', minutes: late_minutes } as const] : []),
    ...(extension ? [{ what: 'extended', minutes: extension.minutes } as const] : []),
  ];
}

function changesOfLinks(before: Meeting, after: Meeting): readonly Done[] {
  if (before.key_id !== after.key_id) return [{ what: 'links_replaced' }];
  const revoked = ROLES.filter((role) => linkVersion(after, role) > linkVersion(before, role));
  return [
    ...revoked.map((role) => ({ what: 'link_revoked', role }) as const),
    ...(after.links_shown && after.links_shown !== before.links_shown ? [{ what: 'links_shown' } as const] : []),
  ];
}
