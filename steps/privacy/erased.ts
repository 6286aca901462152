import type { Feedback, Meeting } from '../domain/meeting.ts';
import { type Role, ROLES } from '../domain/links.ts';
import type { Series } from '../series/series.ts';

/** Stands where a name was. The same in every language. */
export const NO_NAME = '–';

/** What a record says about each person besides the name. */
const FIELDS = ['email', 'language', 'time_zone'] as const;
type Person = { readonly [Name in `${Role}_name`]?: string };

/** The record without the name, the address, the language and the zone of one person. */
export function withoutPerson<Row extends Person>(record: Row, role: Role): Row {
  const left: Row & { [field: string]: unknown } = { ...record, [`${role}_name`]: NO_NAME };
  for (const field of FIELDS) delete left[`${role}_${field}`];
  return left;
}

/** Says nothing about any of these people. */
export const isErased = (record: Person, roles: readonly Role[] = ROLES): boolean =>
  roles.every((role) => record[`${role}_name`] === NO_NAME);

/**
 * The row of an ended meeting without what it says about these people. Times, attendance and ratings stay for the reports.
 * The same row when there is nothing to remove.
 */
export function erasedMeeting(meeting: Meeting, roles: readonly Role[] = ROLES): Meeting {
  if (meeting.status !== 'ENDED' || isErased(meeting, roles)) return meeting;
  const { change, mailed, feedback, ...row } = roles.reduce<Meeting>(withoutPerson, meeting);
  const kept = ROLES.filter((role) => !roles.includes(role));
  return {
    ...row,
    // The reason is free text, and can name anybody.
    ...(change && { change: { at: change.at, ...(change.from !== undefined && { from: change.from }) } }),
    ...(mailed && { mailed: ofRoles(kept, (role) => mailed[role]) }),
    ...(feedback && {
      feedback: {
        ...ofRoles(roles, (role) => withoutText(feedback[role])),
        ...ofRoles(kept, (role) => feedback[role]),
      },
    }),
  };
}

const withoutText = (feedback: Feedback | undefined): Feedback | undefined =>
  feedback && { rating: feedback.rating, at: feedback.at };

function ofRoles<Value>(roles: readonly Role[], valueOf: (role: Role) => Value | undefined): { [Of in Role]?: Value } {
  const values: { [Of in Role]?: Value } = {};
  for (const role of roles) {
    const value = valueOf(role);
    if (value !== undefined) values[role] = value;
  }
  return values;
}

/** The series without what it says about these people. The same row when there is nothing to remove. */
export function erasedSeries(series: Series, roles: readonly Role[] = ROLES): Series {
  if (isErased(series.plan, roles)) return series;
  return { ...series, plan: roles.reduce(withoutPerson, series.plan) };
}
