import { describe, expect, it } from '@jest/globals';
import { changeRecorded } from '../../promises/actions.ts';
import type { PlanWrite, Trace } from '../../promises/trace.ts';
import type { Action } from '../../steps/domain/actions.ts';
import { aMeeting, iso, t } from '../support/meeting.ts';

const action = (number: number, what: Action['what'], fields: Partial<Action> = {}): Action => ({
  number,
  what,
  at: iso(number),
  by: { kind: 'administrator', id: 'api-key' },
  revision: 1,
  plan: 1,
  ...fields,
});
const RECORDED = [
  action(1, 'scheduled'),
  action(2, 'moved', { revision: 2, plan: 2 }),
  action(3, 'links_shown', { revision: 2, plan: 2 }),
  action(4, 'extended', { revision: 2, plan: 2, minutes: 5 }),
  action(5, 'ended', { revision: 2, plan: 2, outcome: 'COMPLETED' }),
];
const MOVE: PlanWrite = { at: t(2), before: 1, after: 2, fields: { meet_time: iso(60) } };
const ROW = aMeeting({
  accepted: true,
  revision: 2,
  plan: 2,
  last_action: 5,
  extensions: [{ minutes: 5, at: iso(4), by: 'teacher' }],
  verdict: { outcome: 'COMPLETED', by: 'teacher', at: iso(5) },
} as never);

const check = (trace: Partial<Trace>): unknown =>
  changeRecorded.check({ row: ROW, planWrites: [MOVE], recorded: RECORDED, ...trace });
const without = (number: number): readonly Action[] => RECORDED.filter((one) => one.number !== number);
const replaced = (number: number, fields: Partial<Action>): readonly Action[] =>
  RECORDED.map((one) => (one.number === number ? { ...one, ...fields } : one));

describe('change-recorded', () => {
  it('is kept by a record with each change once', () => {
    expect(check({})).toEqual({ result: 'checked', broken: [] });
  });

  it('says nothing about a meeting that was never scheduled', () => {
    expect(check({ row: aMeeting({ accepted: false }) })).toEqual({ result: 'does not apply' });
  });

  it.each<[string, Partial<Trace>, RegExp]>([
    ['an action is missing', { recorded: without(3) }, /5 actions, and the record has 1,2,4,5/],
    ['nothing is recorded', { recorded: [] }, /5 actions, and the record has /],
    ['an action has another plan', { recorded: replaced(2, { plan: 3 }) }, /plan 2 has 0 actions/],
    ['an action has a revision from before', { recorded: replaced(4, { revision: 1 }) }, /revisions .* 1,2,2,1,2/],
    ['an action has a revision that never was', { recorded: replaced(5, { revision: 3 }) }, /the row has 2/],
    ['a change was recorded that nobody made', { planWrites: [] }, /more actions than the 0 changes/],
    ['the end is another one', { recorded: replaced(5, { outcome: 'NO_SHOW' }) }, /ended as COMPLETED/],
    ['it was scheduled twice', { recorded: replaced(3, { what: 'scheduled' }) }, /2 actions .* scheduled/],
    ['an extension is missing', { recorded: replaced(4, { what: 'links_shown' }) }, /0 actions .* extended/],
    ['an action is still in the row', { row: { ...ROW, unrecorded: [RECORDED[4]!] } }, /not in the record yet/],
  ])('is broken when %s', (_what, trace, broken) => {
    expect(check(trace)).toEqual({
      result: 'checked',
      broken: expect.arrayContaining([expect.stringMatching(broken)]),
    });
  });
});
