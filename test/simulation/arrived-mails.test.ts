import { describe, expect, it } from '@jest/globals';
import { ArrivedMails } from '../../simulation/arrived-mails.ts';
import { calendarFile, type Repeat } from '../../steps/calendar/calendar-file.ts';
import { fromIso } from '../../steps/domain/instants.ts';
import { aMail } from '../support/mail.ts';

const START = fromIso('2026-12-01T15:00:00Z');
const LAST = fromIso('2026-12-08T15:00:00Z');

/** The last time that the entry of a mail has. */
function lastTime(repeat: Repeat | undefined): string | undefined {
  const event = { uid: 'u', sequence: 0, start: START, minutes: 60, timeZone: 'Europe/Berlin', repeat };
  const text = calendarFile([{ ...event, title: 'Meeting', description: '' }], { method: 'REQUEST', stamp: START });
  const arrived = new ArrivedMails();
  arrived.onMail(aMail({ calendar: { method: 'REQUEST', text } }), START, false);
  return arrived.mails[0]?.entry?.until;
}

describe('the mails that arrived', () => {
  it('say when the entry of a calendar ends, in UTC', () => {
    expect(lastTime({ rule: 'FREQ=WEEKLY', until: LAST, except: [] })).toBe('20261208T150000Z');
    expect(lastTime({ times: [START, LAST] })).toBe('20261208T150000Z');
    expect(lastTime({ times: [START] })).toBe('20261201T150000Z');
    expect(lastTime(undefined)).toBe('20261201T150000Z');
  });

  it('say nothing of an end when a rule has none', () => {
    expect(lastTime({ rule: 'FREQ=WEEKLY', except: [] })).toBeUndefined();
  });
});
