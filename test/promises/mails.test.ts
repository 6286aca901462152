import { describe, expect, it } from '@jest/globals';
import type { EntryTrace, MailTrace } from '../../promises/mail-trace.ts';
import { oneNotice } from '../../promises/mails.ts';
import { brokenSeriesMails } from '../../promises/series-mails.ts';
import { DAY } from '../../steps/domain/instants.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { aSeries } from '../support/series.ts';
import { aMeeting, ID, iso, MEET_TIME, t } from '../support/meeting.ts';

const TO = 'ben@home.example';
const plan = { meet_time: MEET_TIME, minutes: 60, at: iso(-50) };
const ROW = aMeeting({ student_email: TO, mailed: { student: { to: TO, plan } } });
const cancelled = { outcome: 'CANCELLED', verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-20) } } as const;

const mail = (
  minute: number,
  notice: MailTrace['notice'],
  sequence: number,
  start = '20261201T150000Z 20261201T160000Z',
  fields: Partial<MailTrace> = {},
): MailTrace => ({
  at: t(minute),
  about: ID,
  role: 'student',
  to: TO,
  notice,
  entry: { method: notice === 'cancelled' ? 'CANCEL' : 'REQUEST', uid: 'm@x', sequence, start },
  recorded: true,
  ...fields,
});
const EARLIER = '20261201T140000Z 20261201T150000Z';
const invitation = mail(-59, 'invitation', 0, EARLIER);
const moved = mail(-50, 'moved', 1);

const broken = (mails: readonly MailTrace[], row: Partial<Meeting> = {}): unknown => {
  const check = oneNotice.check({ row: { ...ROW, ...row }, mails });
  return check.result === 'checked' ? check.broken : check.result;
};

describe('one-notice', () => {
  it('is kept by an invitation, a move and a cancellation, once each', () => {
    expect(broken([invitation, moved])).toEqual([]);
    const state = { to: TO, plan, cancelled: true } as const;
    expect(
      broken([invitation, moved, mail(-19, 'cancelled', 2)], { ...cancelled, mailed: { student: state } }),
    ).toEqual([]);
  });

  it('says nothing about a meeting that is not told by mail', () => {
    const { student_email: _address, mailed: _mailed, ...row } = ROW;
    expect(oneNotice.check({ row, mails: [] }).result).toBe('does not apply');
    expect(oneNotice.check({ row: { ...row, mailed: {} }, mails: [] }).result).toBe('does not apply');
  });

  it('allows the same mail twice after a lost answer, and not at once', () => {
    const lost = { ...invitation, recorded: false };
    expect(broken([lost, { ...invitation, at: t(-56) }, moved])).toEqual([]);
    expect(broken([lost, { ...invitation, at: t(-58.5) }, moved])).toEqual([expect.stringContaining('at once')]);
  });

  it('allows a time that the person knew, when a mail before it may have told another one', () => {
    const back = mail(-30, 'moved', 2);
    expect(broken([invitation, moved, { ...back, unsure: true }])).toEqual([]);
    expect(broken([invitation, moved, back])).toHaveLength(1);
  });

  it('allows a cancellation without an invitation, when an invitation before it may have arrived', () => {
    const ended = { ...cancelled, mailed: { student: { to: TO, cancelled: true } } } as const;
    const alone = mail(-19, 'cancelled', 2);
    expect(broken([{ ...alone, unsure: true }], ended)).toEqual([]);
    expect(broken([alone], ended)).toEqual([expect.stringContaining('before an invitation')]);
  });

  it('allows another time than that of the row, when the meeting ended before it could be told again', () => {
    const lost = mail(-30, 'moved', 2, EARLIER, { recorded: false });
    const unsure = { student: { to: TO, plan, unsure: true } } as const;
    expect(broken([invitation, moved, lost], { mailed: unsure })).toEqual([]);
    expect(broken([invitation, moved, lost])).toEqual([expect.stringContaining('the row says')]);
  });

  it.each([
    ['a mail that was recorded comes again', [invitation, { ...invitation, at: t(-52) }, moved], /although/],
    ['an older state comes after a newer one', [invitation, moved, mail(-40, 'moved', 0, EARLIER)], /came after 1/],
    ['the calendar gets another entry', [invitation, { ...moved, entry: { ...moved.entry!, uid: 'n@x' } }], /UID/],
    ['somebody who was not invited is told a move', [moved], /before an invitation/],
    ['a time is told that the person knew', [invitation, moved, mail(-30, 'moved', 2)], /that the person knew/],
    ['the row says more than the mails', [], /told nothing/],
    ['the latest mail has another time than the row says', [invitation], /and the row says/],
    ['a meeting is cancelled by mail only', [invitation, moved, mail(-19, 'cancelled', 2)], /not cancelled/],
  ] as const)('is broken when %s', (_what, mails, text) => {
    expect(broken(mails)).toContainEqual(expect.stringMatching(text));
  });

  it('is broken when something is left to tell, and when a cancellation is not told, or followed by a reminder', () => {
    expect(broken([invitation, moved], { mail_at: iso(0) })).toContainEqual(expect.stringContaining('was not told'));
    expect(broken([invitation, moved], cancelled)).toContainEqual(expect.stringContaining('does not know'));
    const { entry: _none, ...reminder } = mail(-10, 'reminder', 2);
    expect(broken([invitation, moved, mail(-19, 'cancelled', 2), reminder], cancelled)).toContainEqual(
      expect.stringContaining('after the cancellation'),
    );
  });
});

describe('one-notice of a series', () => {
  const ended = { ends_before: '2026-12-15', sequence: 1 } as const;
  const row = aSeries({ ...ended, plan: { ...aSeries().plan, student_email: TO }, mailed: {} });
  const endedAt = Date.parse('2026-12-02T12:00:00Z');
  const about = (at: string, notice: MailTrace['notice'], entry: Partial<EntryTrace>): MailTrace => ({
    at: Date.parse(at),
    about: row.id,
    role: 'student',
    to: TO,
    notice,
    entry: { method: 'REQUEST', uid: 's@x', sequence: 0, start: '20261201T150000Z 20261201T160000Z', ...entry },
    recorded: true,
  });
  const first = about('2026-11-30T12:00:00Z', 'invitation', {});
  const brokenBy = (...mails: readonly MailTrace[]): unknown =>
    brokenSeriesMails({
      rows: [{ row, insertedAt: first.at, endedAt }],
      meetings: [],
      runs: [],
      requests: [],
      blocked: [],
      told: { mails, until: endedAt + 10 * DAY },
    });
  const brokenEnd = (...mails: readonly MailTrace[]): unknown => brokenBy(first, ...mails);

  it('is broken when the calendar of a person has dates that do not take place any more', () => {
    const untold = [expect.stringMatching(/^the student of \w+ was not told that it ends before 2026-12-15/)];
    expect(brokenEnd()).toEqual(untold);
    const late = about('2026-12-02T12:00:05Z', 'cancelled', { sequence: 1, until: '20261215T150000Z' });
    expect(brokenEnd(late)).toEqual(untold);
  });

  it('allows an end without an invitation, when an invitation before it may have arrived', () => {
    const end = about('2026-12-02T12:00:05Z', 'cancelled', { sequence: 1, method: 'CANCEL' });
    expect(brokenBy({ ...end, unsure: true })).toEqual([]);
    expect(brokenBy(end)).toEqual([expect.stringContaining('before an invitation')]);
  });

  it('is kept by a mail with the last date, and by one that cancels all', () => {
    expect(brokenEnd(about('2026-12-02T12:00:05Z', 'cancelled', { sequence: 1, until: '20261208T150000Z' }))).toEqual(
      [],
    );
    expect(brokenEnd(about('2026-12-01T12:00:05Z', 'cancelled', { sequence: 1, method: 'CANCEL' }))).toEqual([]);
  });
});
