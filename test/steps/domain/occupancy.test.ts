import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { attended } from '../../../steps/domain/attendance.ts';
import { absence, type Evidence, occupancy } from '../../../steps/domain/occupancy.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { ATTENDANCE_RULES } from '../../../steps/domain/outcomes.ts';
import { outcomeDue, withEvidence } from '../../../steps/domain/verdicts.ts';
import { DEAF, LISTENED, listenedFrom } from '../../support/listening.ts';
import { aReady, GRACE, iso, seen, t } from '../../support/meeting.ts';

/** Somebody was there, and was last heard at T+20. */
const silent = aReady({ attendance: { teacher: seen(0, 20) } });

describe('a silent room', () => {
  it('is empty after the grace, if we were listening all the time', () => {
    expect(occupancy(silent, t(24.9), LISTENED)).toEqual({ is: 'occupied', until: t(20 + GRACE) });
    expect(occupancy(silent, t(20 + GRACE), LISTENED)).toEqual({ is: 'empty', since: t(20 + GRACE) });
  });

  it('counts its silence from when we listened again', () => {
    expect(occupancy(silent, t(31), listenedFrom(27))).toEqual({ is: 'unknown', askAgainAt: t(27 + GRACE) });
    expect(occupancy(silent, t(27 + GRACE), listenedFrom(27))).toEqual({ is: 'empty', since: t(27 + GRACE) });
  });

  it('is unknown while we are not listening', () => {
    expect(occupancy(silent, t(26), DEAF)).toEqual({ is: 'unknown', askAgainAt: t(27) });
    expect(occupancy(silent, t(26), listenedFrom(-60, 25.9))).toMatchObject({ is: 'unknown' });
  });

  it('is held for fifteen minutes at most, if its host cannot count people', () => {
    const doubted = withEvidence(silent, t(26), DEAF);
    expect(doubted.doubt).toEqual({ since: iso(26) });
    expect(occupancy(doubted, t(40.9), DEAF)).toEqual({ is: 'unknown', askAgainAt: t(41) });
    expect(occupancy(doubted, t(41), DEAF)).toEqual({ is: 'empty', since: t(41) });
  });

  it('is held again when somebody was heard since', () => {
    const later = { ...withEvidence(silent, t(26), DEAF), attendance: { teacher: seen(0, 35) } };
    expect(occupancy(later, t(41), DEAF)).toMatchObject({ is: 'unknown' });
  });

  it('is held until the hard end, if its host can count people and cannot be asked', () => {
    const evidence = { ...DEAF, countsPeople: true };
    const doubted = withEvidence(silent, t(26), evidence);
    expect(outcomeDue(doubted, t(120) - 1, evidence)).toBeUndefined();
    expect(outcomeDue(doubted, t(120), evidence)).toEqual({ outcome: 'TIME_LIMIT', since: t(120) });
  });
});

describe("the host's count", () => {
  const counted = (people: number): Evidence => ({ ...DEAF, countsPeople: true, people });

  it('keeps people in a room that nobody was heard in', () => {
    expect(occupancy(silent, t(60), { ...LISTENED, people: 1 })).toMatchObject({ is: 'occupied' });
    expect(withEvidence(silent, t(60), counted(2)).attendance.host).toEqual({
      first_seen_at: iso(60),
      last_seen_at: iso(60),
      seconds_present: 0,
    });
  });

  it('of zero does not end a meeting while a page sends presence', () => {
    expect(occupancy(silent, t(24), { ...LISTENED, people: 0 })).toMatchObject({ is: 'occupied' });
  });

  it('of zero ends a meeting that we cannot hear only when it is repeated, after the grace', () => {
    const first = withEvidence(silent, t(26), counted(0));
    expect(occupancy(first, t(26), counted(0))).toEqual({ is: 'unknown', askAgainAt: t(26 + GRACE) });
    expect(occupancy(first, t(26 + GRACE), { ...DEAF, countsPeople: true })).toMatchObject({ is: 'unknown' });
    expect(occupancy(first, t(26 + GRACE), counted(0))).toEqual({ is: 'empty', since: t(26 + GRACE) });
  });

  it('of zero counts from the report of the host that came before', () => {
    const host = { ...seen(0, 21), left_at: iso(21), left_confirmed_at: iso(22) };
    const left = aReady({ attendance: { teacher: seen(0, 20.9), host } });
    expect(occupancy(left, t(21 + GRACE), counted(0))).toEqual({ is: 'empty', since: t(21 + GRACE) });
    const returned = aReady({ attendance: { teacher: seen(0, 23), host } });
    expect(occupancy(returned, t(23 + GRACE), counted(0))).toMatchObject({ is: 'unknown' });
  });
});

describe('nobody came', () => {
  it('does not follow from zeros of the host now: somebody may have come and left unheard', () => {
    const counted = { ...DEAF, countsPeople: true, people: 0 };
    const doubted = withEvidence(aReady(), t(15), counted);
    expect(outcomeDue(doubted, t(60), counted)).toBeUndefined();
  });

  it('is certain only if we listened through the whole attendance window', () => {
    expect(outcomeDue(aReady(), t(15), listenedFrom(0))).toEqual({ outcome: 'NO_SHOW', since: t(15) });
    expect(outcomeDue(aReady(), t(15), listenedFrom(6))).toBeUndefined();
    expect(outcomeDue(aReady(), t(21), listenedFrom(6))).toEqual({ outcome: 'NO_SHOW', since: t(21) });
  });

  it('is decided at the hard end when that shortens the window', () => {
    const late = aReady({ opened_at: iso(110) });
    expect(outcomeDue(late, t(120), LISTENED)).toEqual({ outcome: 'NO_SHOW', since: t(120) });
  });
});

describe('one of the two never came to a meeting that needs both', () => {
  const one = aReady({ attendance_rule: 'everyone', attendance: { teacher: seen(-2, 14.9) } });
  const counts = (people: number | null): Evidence => ({ ...LISTENED, countsPeople: true, people });
  const partial = { outcome: 'PARTIAL_NO_SHOW', since: t(15) };

  it('is decided at the end of the attendance window, not a second earlier, although the other is in the room', () => {
    expect(outcomeDue(one, t(15) - 1, LISTENED)).toBeUndefined();
    expect(outcomeDue(one, t(15), LISTENED)).toEqual(partial);
    expect(outcomeDue({ ...one, attendance_rule: 'anyone' }, t(15), LISTENED)).toBeUndefined();
  });

  it('is decided also when the other has left again', () => {
    const left = { ...one, attendance: { teacher: { ...seen(-2, 5), left_at: iso(5) } } };
    expect(outcomeDue(left, t(15), LISTENED)).toEqual(partial);
  });

  it('is a no-show when neither came', () => {
    expect(outcomeDue({ ...one, attendance: {} }, t(15), LISTENED)?.outcome).toBe('NO_SHOW');
  });

  it('is not so when a page said once that its person joined', () => {
    const early = { ...one, attendance: { ...one.attendance, student: { ...seen(-5, -4), left_at: iso(-4) } } };
    expect(outcomeDue(early, t(15), LISTENED)).toBeUndefined();
  });

  it('is not so when the host counted two people, also later', () => {
    expect(outcomeDue(one, t(15), counts(1))).toEqual(partial);
    expect(outcomeDue(one, t(15), counts(2))).toBeUndefined();
    const known = withEvidence(one, t(15), counts(2));
    expect(known.both_counted_at).toBe(iso(15));
    expect(outcomeDue(known, t(15.5), counts(1))).toBeUndefined();
  });

  it('is not certain while we are deaf, or while a host that can count cannot be asked', () => {
    expect(outcomeDue(one, t(15), listenedFrom(6))).toBeUndefined();
    expect(outcomeDue(one, t(21), listenedFrom(6))).toEqual({ ...partial, since: t(21) });
    expect(outcomeDue(one, t(15), DEAF)).toBeUndefined();
    expect(outcomeDue(one, t(15), counts(null))).toBeUndefined();
  });

  it('is certain for a room that is empty, although its host does not say so', () => {
    const left = aReady({ attendance_rule: 'everyone', attendance: { teacher: seen(1, 2) } });
    expect(outcomeDue(left, t(15), { ...LISTENED, countsPeople: true })).toEqual(partial);
  });

  it('is asked for again', () => {
    expect(absence(one, t(5), DEAF)).toEqual({ is: 'unknown', askAgainAt: t(15) });
    expect(absence(one, t(15), listenedFrom(6))).toEqual({ is: 'unknown', askAgainAt: t(21) });
    expect(absence(one, t(15), counts(null))).toEqual({ is: 'unknown', askAgainAt: t(16) });
  });
});

const minute = fc.integer({ min: -10, max: 130 });
const attendance = fc.record({ from: minute, stays: fc.nat(60), left: fc.boolean() }).map(({ from, stays, left }) => ({
  ...seen(from, from + stays),
  ...(left && { left_at: iso(from + stays) }),
}));
const meeting = fc
  .record({
    teacher: fc.option(attendance),
    host: fc.option(attendance),
    opened: fc.integer({ min: -8, max: 60 }),
    attendance_rule: fc.constantFrom(...ATTENDANCE_RULES),
  })
  .map(({ teacher, host, opened, attendance_rule }): Meeting =>
    aReady({
      opened_at: iso(opened),
      attendance_rule,
      attendance: { ...(teacher && { teacher }), ...(host && { host }) },
    }),
  );
const evidence = fc
  .record({ from: minute, until: minute, deaf: fc.boolean(), people: fc.option(fc.nat(2)), countsPeople: fc.boolean() })
  .map(({ from, until, deaf, people, countsPeople }): Evidence => ({
    listening: deaf ? undefined : { from: t(from), until: t(until) },
    people: countsPeople ? people : null,
    countsPeople,
  }));

/** The first minute at which decisions on this evidence, one every minute, end the meeting. */
function endOf(row: Meeting, known: Evidence): number {
  let current = row;
  for (let now = Date.parse(row.opened_at!); now < t(121); now += 60_000) {
    current = withEvidence(current, now, known);
    if (outcomeDue(current, now, known)) return now;
  }
  throw new Error('never ends');
}

describe('for any attendance and evidence, a meeting', () => {
  it('without evidence never ends earlier than with the proof of silence', () => {
    fc.assert(
      fc.property(meeting, evidence, (row, known) => {
        expect(endOf(row, known)).toBeGreaterThanOrEqual(endOf(row, LISTENED));
      }),
    );
  });

  it('never ends earlier because somebody was heard', () => {
    fc.assert(
      fc.property(meeting, evidence, attendance, (row, known, student) => {
        // A no-show needs the silence of the whole window, an empty room only that of the grace.
        fc.pre(attended(row));
        const more = { ...row, attendance: { ...row.attendance, student } };
        expect(endOf(more, known)).toBeGreaterThanOrEqual(endOf(row, known));
      }),
    );
  });

  it('never ends earlier because we listened for a shorter time', () => {
    fc.assert(
      fc.property(meeting, evidence, fc.nat(60), (row, known, shorter) => {
        const { listening } = known;
        const less = listening && { from: listening.from + shorter * 60_000, until: listening.until };
        expect(endOf(row, { ...known, listening: less })).toBeGreaterThanOrEqual(endOf(row, known));
        expect(endOf(row, { ...known, listening: undefined })).toBeGreaterThanOrEqual(endOf(row, known));
      }),
    );
  });

  it('does not end before the hard end while its host counts both people', () => {
    fc.assert(
      fc.property(meeting, evidence, (row, known) => {
        expect(endOf(row, { ...known, people: 2 })).toBe(t(120));
      }),
    );
  });
});
