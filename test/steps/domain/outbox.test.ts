import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { withPresence } from '../../../steps/domain/attendance.ts';
import { withExtension, withLateStart } from '../../../steps/domain/late-changes.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { EVENT_TYPES } from '../../../steps/domain/event-types.ts';
import { withEvents, withTold } from '../../../steps/domain/outbox.ts';
import { withVerdict } from '../../../steps/domain/verdicts.ts';
import { aMeeting, aReady, iso, t } from '../../support/meeting.ts';

/** Applies changes one after the other, as conditional writes do. */
const after = (row: Meeting, ...changes: ((row: Meeting) => Meeting)[]): Meeting =>
  changes.reduce((before, change) => withEvents(before, change(before)), row);

const said = ({ untold = [] }: Meeting): string[] => untold.map(({ type, role }) => [type, role].join(' ').trim());

describe('what a write tells', () => {
  it('is nothing for a row that is not accepted, also when it ends', () => {
    const draft = aMeeting({ accepted: false });
    const ended = after(draft, (row) => withVerdict(row, 'FAILED', 'net', t(0)));
    expect(ended).not.toHaveProperty('untold');
  });

  it('is that the meeting is scheduled, at the acceptance', () => {
    const row = after(aMeeting({ accepted: false }), (draft) => ({ ...draft, accepted: true }));
    expect(row).toMatchObject({
      untold: [{ type: 'scheduled', at: row.created_at, sequence: 1 }],
      untold_since: row.created_at,
      last_event: 1,
    });
  });

  it('is nothing for a change of names, for presence that goes on, and for presence of the host', () => {
    const open = aReady();
    const there = withPresence(open, 'teacher', 'joined', iso(0));
    expect(withEvents(there, withPresence(there, 'teacher', 'present', iso(1)))).not.toHaveProperty('untold');
    expect(withEvents(there, withPresence(there, 'host', 'present', iso(1)))).not.toHaveProperty('untold');
    expect(withEvents(open, { ...open, teacher_name: 'Eve' })).not.toHaveProperty('untold');
  });

  it('has an instant of its own for each late start', () => {
    const row = after(
      aReady(),
      (one) => withLateStart(one, 5, t(-3)),
      (one) => withLateStart(one, 9, t(-2)),
    );
    expect(row.untold).toEqual([{ type: 'moved', at: iso(-2), sequence: 2 }]);
  });

  it('is the latest of the same type and role, with the highest number', () => {
    const row = after(
      aReady(),
      (one) => withPresence(one, 'teacher', 'joined', iso(-5)),
      (one) => withPresence(one, 'student', 'joined', iso(-4)),
      (one) => withPresence(one, 'teacher', 'left', iso(-3)),
      (one) => withPresence(one, 'teacher', 'joined', iso(-2)),
    );
    expect(said(row)).toEqual(['started', 'joined student', 'left teacher', 'joined teacher']);
    expect(row.untold?.map(({ sequence }) => sequence)).toEqual([1, 3, 4, 5]);
    expect(row.untold_since).toBe(iso(-5));
  });

  it('ends with one event: cancelled or ended', () => {
    const ended = after(
      aReady(),
      (one) => withVerdict(one, 'CANCELLED', 'organiser', t(0)),
      (one) => ({ ...one, status: 'ENDED', outcome: 'CANCELLED', ended_at: iso(1) }),
    );
    expect(ended.untold).toEqual([{ type: 'cancelled', at: iso(0), sequence: 1 }]);
    expect(said(after(aReady(), (one) => withVerdict(one, 'NO_SHOW', 'workflow', t(15))))).toEqual(['ended']);
  });
});

describe('what was told', () => {
  it('leaves the row; what happened since stays', () => {
    const row = after(aReady(), (one) => withPresence(one, 'teacher', 'joined', iso(-5)));
    const newer = after(row, (one) => withPresence(one, 'teacher', 'left', iso(-3)));
    const told = withTold(
      newer,
      row.untold!.map(({ sequence }) => sequence),
    );
    expect(told.untold).toEqual([{ type: 'left', role: 'teacher', at: iso(-3), sequence: 3 }]);
    expect(told.untold_since).toBe(iso(-3));
    expect(withTold(told, [1, 2])).toBe(told);
    expect(withTold(told, [3])).not.toHaveProperty('untold_since');
  });
});

const change = fc.oneof(
  fc.record({
    role: fc.constantFrom('teacher', 'student', 'host'),
    event: fc.constantFrom('joined', 'present', 'left'),
  }),
  fc.constantFrom('extend', 'late', 'move', 'end', 'tell'),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(row: Meeting, what: Change, minute: number): Meeting {
  if (typeof what === 'object') return withPresence(row, what.role, what.event, iso(minute));
  if (what === 'extend') return withExtension(row, 1, undefined, t(minute));
  if (what === 'late') return withLateStart(row, minute, t(minute));
  if (what === 'move') return { ...row, duration_minutes: minute + 5, change: { at: iso(minute) } };
  if (what === 'tell') return withTold(row, row.untold?.slice(0, 2).map(({ sequence }) => sequence) ?? []);
  return withVerdict(row, 'COMPLETED', 'workflow', t(minute));
}

it('whatever happens, a row has at most eleven untold events in the order of their numbers, and tells its end', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      let row = aReady();
      let last = 0;
      let toldEnd = false;
      for (const [minute, what] of changes.entries()) {
        const before = row;
        row = withEvents(before, changed(before, what, minute));
        const { untold = [] } = row;
        const numbers = untold.map(({ sequence }) => sequence);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(untold.length).toBeLessThanOrEqual(EVENT_TYPES.length + 2);
        expect(row.last_event ?? 0).toBeGreaterThanOrEqual(last);
        last = row.last_event ?? 0;
        expect(row.untold_since).toBe(untold[0]?.at);
        const news = untold.filter(({ sequence }) => sequence > (before.last_event ?? 0));
        if (row.verdict && !before.verdict) expect(news.map(({ type }) => type)).toEqual(['ended']);
        if (news.some(({ type }) => type === 'ended')) {
          expect(toldEnd).toBe(false);
          toldEnd = true;
        }
      }
      expect(toldEnd).toBe(row.verdict !== undefined);
    }),
  );
});
