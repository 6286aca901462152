import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMeetTime } from '../../../steps/domain/meet-time.ts';

const at = (text: string): { at: number } => ({ at: Date.parse(text) });

describe('the meeting time', () => {
  it.each([
    ['2026-12-01T15:00:00Z', undefined, '2026-12-01T15:00:00Z'],
    ['2026-12-01T15:00Z', undefined, '2026-12-01T15:00:00Z'],
    ['2026-12-01T15:00:00+05:30', undefined, '2026-12-01T09:30:00Z'],
    ['2026-12-01T15:00:00.999Z', undefined, '2026-12-01T15:00:00Z'],
    ['2026-12-01T15:00', 'Europe/Berlin', '2026-12-01T14:00:00Z'],
    ['2026-07-01T15:00', 'Europe/Berlin', '2026-07-01T13:00:00Z'],
    ['2026-07-01T15:00:00-04:00', 'Europe/Berlin', '2026-07-01T19:00:00Z'],
    ['2028-02-29T12:00', 'America/New_York', '2028-02-29T17:00:00Z'],
    ['2026-12-01T15:00', 'UTC', '2026-12-01T15:00:00Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(parseMeetTime(text, zone)).toEqual(at(instant));
  });

  it('needs an offset or a zone', () => {
    expect(parseMeetTime('2026-12-01T15:00:00', undefined)).toMatchObject({ field: 'meet_time' });
  });

  it.each(['2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z', '2026-12-01T25:00:00Z', '2026-12-01T10:61:00Z'])(
    'refuses %s, which does not exist',
    (text) => {
      expect(parseMeetTime(text, undefined)).toMatchObject({
        field: 'meet_time',
        message: expect.stringContaining('exists'),
      });
    },
  );

  it('refuses a date that does not exist in a zone', () => {
    expect(parseMeetTime('2026-02-30T10:00', 'Europe/Berlin')).toMatchObject({ field: 'meet_time' });
  });

  it.each([
    '',
    'tomorrow',
    '1764601200',
    '2026-12-01',
    '2026-12-01 15:00Z',
    '2026-12-01T15:00:00z[UTC]',
    '+002026-12-01T15:00Z',
  ])('refuses %j', (text) => {
    expect(parseMeetTime(text, undefined)).toMatchObject({ field: 'meet_time' });
  });

  it.each(['Mars/Phobos', '+01:00', '', 'Europe/Berlin; DROP', 'CET+1[u-ca=x]'])('refuses the zone %j', (zone) => {
    expect(parseMeetTime('2026-12-01T15:00', zone)).toMatchObject({ field: 'time_zone' });
  });

  it('names both choices for a local time that the clocks skip', () => {
    expect(parseMeetTime('2027-03-28T02:30', 'Europe/Berlin')).toEqual({
      field: 'meet_time',
      message: 'does not happen in Europe/Berlin: use 2027-03-28T01:30:00+01:00 or 2027-03-28T03:30:00+02:00',
      code: 'TIME_SKIPPED',
    });
  });

  it('names both choices for a local time that happens twice', () => {
    expect(parseMeetTime('2026-10-25T02:30', 'Europe/Berlin')).toEqual({
      field: 'meet_time',
      message: 'happens twice in Europe/Berlin: use 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00',
      code: 'TIME_TWICE',
    });
  });

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, zone) => {
        const result = parseMeetTime(text, zone);
        expect('at' in result || result.message !== '').toBe(true);
      }),
    );
  });
});
