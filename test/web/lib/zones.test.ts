import { describe, expect, it } from '@jest/globals';
import { allZones, searchZones } from '../../../web/lib/zone-search.ts';
import { instantsOf, localParts, offsetAt, offsetText, ownZone, zoneOrOwn } from '../../../web/lib/zones.ts';

const iso = (at: number): string => new Date(at).toISOString();

describe('time zones', () => {
  it.each([
    ['2026-12-01', '15:00', 'Europe/Berlin', ['2026-12-01T14:00:00.000Z']],
    ['2026-07-01', '15:00', 'Europe/Berlin', ['2026-07-01T13:00:00.000Z']],
    ['2026-12-01', '15:00', 'Asia/Kolkata', ['2026-12-01T09:30:00.000Z']],
    ['2026-12-01', '00:15', 'Pacific/Kiritimati', ['2026-11-30T10:15:00.000Z']],
    ['2026-12-01', '23:45', 'Pacific/Pago_Pago', ['2026-12-02T10:45:00.000Z']],
    ['2026-12-01', '15:00', 'UTC', ['2026-12-01T15:00:00.000Z']],
  ])('%s %s in %s', (date, time, zone, expected) => {
    expect(instantsOf(date, time, zone).map(iso)).toEqual(expected);
  });

  it('falls back to the zone of the reader for a zone that the browser does not know', () => {
    expect(zoneOrOwn('Europe/Berlin')).toBe('Europe/Berlin');
    for (const zone of ['Mars/Olympus_Mons', 'Etc/Unknown', '', undefined]) expect(zoneOrOwn(zone)).toBe(ownZone());
  });

  it('returns no instant for a time that clocks skip', () => {
    expect(instantsOf('2027-03-28', '02:30', 'Europe/Berlin')).toEqual([]);
  });

  it('returns two instants for a time that occurs twice, the earlier first', () => {
    expect(instantsOf('2026-10-25', '02:30', 'Europe/Berlin').map(iso)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    expect(instantsOf('2026-04-05', '01:45', 'Australia/Lord_Howe').map(iso)).toHaveLength(2);
  });

  it.each([
    ['', '15:00'],
    ['2026-12-01', ''],
    ['2026-02-31x', '15:00'],
  ])('returns no instant for %p %p', (date, time) => {
    expect(instantsOf(date, time, 'UTC')).toEqual([]);
  });

  it('converts to local time and back in every zone', () => {
    const at = Date.parse('2026-12-01T12:34:00Z');
    for (const zone of allZones()) {
      const { date, time } = localParts(at, zone);
      expect([zone, instantsOf(date, time, zone)]).toEqual([zone, [at]]);
    }
  });

  it('formats offsets as in ISO 8601', () => {
    const winter = Date.parse('2026-12-01T12:00:00Z');
    const text = (zone: string): string => offsetText(offsetAt(winter, zone));
    expect(['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'UTC'].map(text)).toEqual([
      '+01:00',
      '+05:45',
      '-03:30',
      '+00:00',
    ]);
  });

  it.each([
    ['new', 'America/New_York'],
    ['york', 'America/New_York'],
    ['são', 'America/Sao_Paulo'],
    ['europe ber', 'Europe/Berlin'],
    ['germany', 'Europe/Berlin'],
    ['utc', 'UTC'],
  ])('search for %p returns %s first', (query, zone) => {
    const zones = ['America/New_York', 'America/Sao_Paulo', 'Europe/Berlin', 'Europe/Paris', 'UTC'];
    expect(searchZones(query, zones)[0]).toBe(zone);
  });

  it('returns nothing without a match, and all zones for an empty search', () => {
    expect(searchZones('atlantis', allZones())).toEqual([]);
    expect(searchZones(' ', allZones())).toEqual(allZones());
  });
});
