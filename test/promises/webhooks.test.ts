import { describe, expect, it } from '@jest/globals';
import { webhookEffect } from '../../promises/webhooks.ts';
import type { ReceiverTrace, ToldTrace } from '../../promises/told-trace.ts';
import { fromIso, isoMillis } from '../../steps/domain/instants.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { eventOf } from '../../steps/telling/events.ts';
import { aMeeting, iso, t } from '../support/meeting.ts';

const verdict = { outcome: 'CANCELLED', by: 'organiser', at: isoMillis(t(-20)) } as const;
const ROW = aMeeting({ accepted: true, status: 'ENDED', outcome: 'CANCELLED', verdict });
const EVENTS = [
  { type: 'scheduled', at: t(-60), sequence: 1, replaced: false },
  { type: 'moved', at: t(-40), sequence: 2, replaced: true },
  { type: 'moved', at: t(-30), sequence: 3, replaced: false },
  { type: 'cancelled', at: t(-20), sequence: 4, replaced: false },
] as const;
const stateOf = (row: Meeting): ReceiverTrace['state'] =>
  eventOf(row, { type: 'cancelled', at: iso(-20), sequence: 4 }, t(-20)).body.data.meeting;

/** What is broken when the receiver, or the rest, is as given. */
function broken(
  fields: Partial<ReceiverTrace> = {},
  row: Partial<Meeting> = {},
  told: Partial<ToldTrace> = {},
): unknown {
  const effects = EVENTS.filter(({ replaced }) => !replaced).map(({ type, sequence }) => ({
    type: `meeting.${type}` as const,
    sequence,
  }));
  const receiver = { url: 'crm', disabled: [], effects, changedBodies: [], state: stateOf(ROW), ...fields };
  const check = webhookEffect.check({
    row: { ...ROW, ...row },
    told: { events: EVENTS, receivers: [receiver], ...told },
  });
  return check.result === 'checked' ? check.broken : check.result;
}
const all = [1, 3, 4].map((sequence) => ({ type: 'meeting.moved', sequence }) as const);

describe('webhook-effect', () => {
  it('is kept without an event that a later one replaced, and with events in any order', () => {
    expect(broken()).toEqual([]);
    expect(broken({ types: ['cancelled'], effects: [{ type: 'meeting.cancelled', sequence: 4 }] })).toEqual([]);
  });

  it('says nothing about a row that is not accepted', () => {
    expect(broken({}, { accepted: false })).toBe('does not apply');
  });

  it('is broken by an event that is left, lost, repeated, unknown or changed', () => {
    expect(broken({}, { untold: [{ type: 'ended', at: iso(0), sequence: 5 }] })).toEqual(['1 events were not told']);
    expect(broken({ effects: [] })).toContain('crm did not get moved (3)');
    const twice = { type: 'meeting.cancelled', sequence: 4 } as const;
    expect(broken({ types: ['cancelled'], effects: [twice, twice] })).toEqual([
      'cancelled (4) had its effect at crm 2 times',
    ]);
    expect(broken({ types: ['cancelled'], effects: [twice, all[0]!] })).toEqual([
      'crm got meeting.moved (1), which did not happen or which it does not want',
    ]);
    expect(broken({ changedBodies: ['x'] })).toEqual(['crm got x with two bodies']);
  });

  it('is broken by a state that is not that of the row', () => {
    const state = { ...stateOf(ROW)!, meet_time: iso(30) };
    expect(broken({ state })).toEqual([`meet_time is ${ROW.meet_time}, and crm has ${iso(30)}`]);
    expect(broken({ state: undefined })).toEqual(['crm got an event without a meeting']);
  });

  it('does not expect events of the time in which the webhook was disabled', () => {
    const disabled = [{ from: t(-50), until: fromIso(iso(-30)) }];
    const effects = [
      { type: 'meeting.scheduled', sequence: 1 },
      { type: 'meeting.cancelled', sequence: 4 },
    ] as const;
    expect(broken({ disabled, effects })).toEqual([]);
    expect(broken({ disabled: [{ from: t(-50), until: t(-45) }], effects })).toEqual(['crm did not get moved (3)']);
  });

  it('is broken when a row that ended has told no end, or no beginning', () => {
    const events = EVENTS.filter(({ type }) => type === 'moved');
    const effects = [{ type: 'meeting.moved', sequence: 3 }] as const;
    expect(broken({ effects }, {}, { events })).toEqual([
      '0 events say that it was scheduled',
      '0 events say that it ended',
    ]);
  });
});
