import { describe, expect, it } from '@jest/globals';
import { changeBody } from '../../../steps/api/http/request-schemas.ts';
import { recordOf } from '../../../steps/actions/ports.ts';
import {
  type Act,
  type Action,
  actOf,
  callerActor,
  PLAN_FIELDS,
  withActions,
  withLinksShown,
  withRecorded,
} from '../../../steps/domain/actions.ts';
import { Contention } from '../../../steps/domain/errors.ts';
import { DAY, fromIso } from '../../../steps/domain/instants.ts';
import { withLinkVersion } from '../../../steps/domain/links.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { hasOutbox, withOutbox } from '../../../steps/domain/outbox.ts';
import { withVerdict } from '../../../steps/domain/verdicts.ts';
import { aMeeting, t } from '../../support/meeting.ts';

const ada = callerActor({ kind: 'organiser', id: 'https://issuer.example#ada' });
const crm = callerActor({ kind: 'machine', id: 'crm' });
const act = (by = ada, minute = 0): Act => actOf(by, t(minute));
const acted = (row: Meeting): string[] => (row.unrecorded ?? []).map(({ what }) => what);
const show = (row: Meeting, by = ada, minute = 0): Meeting =>
  withOutbox(row, withLinksShown(row, act(by, minute)), act(by, minute));
/** So many changes of which none is recorded. */
const changed = (times: number, row = aMeeting()): Meeting =>
  Array.from({ length: times }).reduce<Meeting>(
    (found, _, index) => withOutbox(found, { ...found, plan: index + 2, time_zone: `zone ${index}` }, act()),
    row,
  );

describe('an action', () => {
  it('names the fields of the plan that changed, and not what is in them', () => {
    const row = aMeeting();
    const next = { ...row, plan: 2, teacher_name: 'Eve', teacher_email: 'eve@school.example' };
    const { unrecorded = [] } = withActions(row, next, act());
    expect(unrecorded).toEqual([
      { ...act(), number: 1, what: 'changed', fields: ['teacher_name', 'teacher_email'], revision: 1, plan: 2 },
    ]);
  });

  it('can name every field that an organiser can change', () => {
    // These are actions of their own.
    const {
      reason: _reason,
      organiser: _organiser,
      late_minutes: _late,
      extended_minutes: _extended,
      ...fields
    } = changeBody.shape;
    expect([...PLAN_FIELDS].toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  it('has a shortened address, if the issuer uses addresses as subjects', () => {
    const { id } = callerActor({ kind: 'organiser', id: 'https://issuer.example/a#ada.lovelace@school.example' });
    expect(id).toBe('https://issuer.example/a#a…@school.example');
  });

  it('is not of a row that was never accepted, nor of presence', () => {
    const row = aMeeting();
    expect(withActions({ ...row, accepted: false }, { ...row, accepted: false, plan: 2 }, act())).not.toHaveProperty(
      'unrecorded',
    );
    expect(withActions(row, { ...row, progress: 'booting' }, act())).not.toHaveProperty('unrecorded');
  });

  it('is kept for a year', () => {
    const [action] = changed(1).unrecorded as [Action];
    expect(recordOf({ id: 'a' }, action).expires_at * 1000).toBe(fromIso(act().at) + 365 * DAY);
  });
});

describe('showing links', () => {
  it('again within a quarter of an hour is the same action, and later another one', () => {
    const first = show(aMeeting());
    expect(withLinksShown(first, act(ada, 14))).toBe(first);
    expect(acted(show(first, ada, 15))).toEqual(['links_shown', 'links_shown']);
  });

  it('to somebody else, or after one of them was revoked, is another action', () => {
    const first = show(aMeeting());
    expect(acted(show(first, crm, 1))).toEqual(['links_shown', 'links_shown']);
    const revoked = withOutbox(first, withLinkVersion(first, 'student', 2), act(crm, 1));
    expect(revoked.unrecorded?.at(-1)).toMatchObject({ what: 'link_revoked', role: 'student', by: crm });
    expect(acted(show(revoked, ada, 2))).toEqual(['links_shown', 'link_revoked', 'links_shown']);
  });
});

describe('actions that are not recorded yet', () => {
  it('make a row findable since the oldest of them, and are taken out up to the one that is recorded', () => {
    const row = withOutbox(changed(2), { ...changed(2), progress: 'booting' });
    expect(row.untold_since).toBe(act().at);
    expect(hasOutbox(row)).toBe(true);
    expect(withRecorded(row, 1).unrecorded?.map(({ number }) => number)).toEqual([2]);
    const recorded = withOutbox(row, withRecorded(row, 2));
    expect(hasOutbox(recorded)).toBe(false);
    expect(recorded).not.toHaveProperty('untold_since');
    expect(changed(1, recorded).unrecorded?.[0]?.number).toBe(3);
  });

  it('do not grow without a bound: callers must wait, ends and guests need not', () => {
    const full = changed(30);
    expect(() => changed(31)).toThrow(Contention);
    expect(() => show(full)).toThrow(Contention);
    const ended = withOutbox(full, withVerdict(full, 'CANCELLED', 'organiser', t(1)), act(ada, 1));
    expect(ended.unrecorded?.at(-1)).toMatchObject({ what: 'ended', by: ada, outcome: 'CANCELLED' });
    const extended = { ...full, extensions: [{ minutes: 10, at: act().at }] };
    expect(acted(withOutbox(full, extended, actOf({ kind: 'teacher' }, t(1)))).at(-1)).toBe('extended');
  });
});
