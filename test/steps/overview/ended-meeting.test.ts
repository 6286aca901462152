import { describe, expect, it } from '@jest/globals';
import { decode, encode, endedMeeting } from '../../../steps/overview/ended-meeting.ts';
import { asEnded, withVerdict } from '../../../steps/domain/verdicts.ts';
import { aReady, iso, t } from '../../support/meeting.ts';

const ended = (minutes: number) =>
  endedMeeting(asEnded(withVerdict(aReady(), 'COMPLETED', 'workflow', t(minutes)), t(minutes)))!;

describe('the summary of an ended meeting', () => {
  it('has its outcome, its time to ready, and the time of its hosts', () => {
    const row = aReady();
    const from = Date.parse(row.hosts.room!.launched_at);
    expect(ended(60)).toEqual({
      id: row.id,
      outcome: 'COMPLETED',
      endedAt: t(60),
      secondsToReady: (Date.parse(row.opened_at!) - from) / 1000,
      failure: undefined,
      hosts: [{ from, to: t(60) }],
    });
  });

  it('is the same text for the same row, and the text has all of it', () => {
    expect(encode(ended(60))).toBe(encode(ended(60)));
    expect(decode(encode(ended(60)))).toEqual(ended(60));
    const failed = { ...ended(3), outcome: 'FAILED', failure: 'HEALTH', secondsToReady: undefined, hosts: [] } as const;
    expect(decode(encode(failed))).toEqual(failed);
    expect(encode(ended(60)).length).toBeLessThan(60);
  });

  it('does not exist before the end, and for a row that the API does not show', () => {
    expect(endedMeeting(aReady())).toBeUndefined();
    expect(endedMeeting({ ...aReady(), accepted: false, outcome: 'FAILED', ended_at: iso(1) })).toBeUndefined();
  });

  it('of a later version is ignored', () => {
    expect(decode('abcdefgh01234567|9|0||')).toBeUndefined();
  });
});
