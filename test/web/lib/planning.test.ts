import { describe, expect, it } from '@jest/globals';
import { doubleBookings } from '../../../web/lib/bookings.ts';
import { rememberedPeople, rememberPeople } from '../../../web/lib/people.ts';
import { quickTimes } from '../../../web/lib/quick-times.ts';
import { searchZones } from '../../../web/lib/zone-search.ts';
import { aroundGap } from '../../../web/lib/zones.ts';
import { NOW, past, upcoming } from '../support/fixtures.ts';

const planned = {
  teacherName: 'ADA lovelace',
  studentName: 'Somebody',
  at: Date.parse('2026-12-01T14:00:00Z'),
  minutes: 60,
};

describe('a double booking', () => {
  it('is a meeting of the same person at the same time, whatever its letters', () => {
    expect(
      doubleBookings(planned, [...upcoming, ...past]).map(({ name, meeting }) => [name, meeting.student_name]),
    ).toEqual([['Ada Lovelace', 'Ben Carter']]);
    const accents = {
      ...planned,
      teacherName: 'X',
      studentName: 'Tomas Oliveira Fernandes',
      at: Date.parse('2026-12-01T17:00:00Z'),
    };
    expect(doubleBookings(accents, upcoming).map(({ name }) => name)).toEqual(['Tomás Oliveira Fernandes']);
  });

  it('is none directly before or after, for ended meetings, or for empty names', () => {
    expect(doubleBookings({ ...planned, at: Date.parse('2026-12-01T14:30:00Z') }, upcoming)).toEqual([]);
    expect(doubleBookings({ ...planned, at: Date.parse('2026-12-01T11:00:00Z') }, past)).toEqual([]);
    expect(doubleBookings({ ...planned, teacherName: ' ', studentName: '' }, upcoming)).toEqual([]);
  });
});

describe('people of earlier meetings', () => {
  it('are remembered by role, the latest first and once', () => {
    let text: string | null = null;
    const store = { getItem: () => text, setItem: (_: string, value: string) => void (text = value) };
    rememberPeople(store, [{ role: 'student', name: 'Ben' }]);
    rememberPeople(store, [
      { role: 'student', name: 'Mia', zone: 'Asia/Tokyo' },
      { role: 'teacher', name: 'Ada' },
    ]);
    rememberPeople(store, [{ role: 'student', name: 'Ben', email: 'ben@example.org' }]);
    expect(rememberedPeople(store, 'student').map(({ name, email }) => [name, email])).toEqual([
      ['Ben', 'ben@example.org'],
      ['Mia', undefined],
    ]);
    text = 'nonsense';
    expect(rememberedPeople(store, 'student')).toEqual([]);
  });
});

describe('quick times', () => {
  it('are ahead, in the zone of the meeting', () => {
    const times = quickTimes(NOW, 'Europe/Berlin').map(({ date, time }) => `${date} ${time}`);
    expect(times).toEqual(['2026-12-01 17:00', '2026-12-02 10:00', '2026-12-02 17:00']);
    expect(quickTimes(NOW, 'Asia/Tokyo')[0]).toMatchObject({ date: '2026-12-02', days: 1 });
  });
});

describe('a time that the clocks skip', () => {
  it('has a time before and a time after', () => {
    expect(aroundGap('2027-03-28', '02:30', 'Europe/Berlin')).toEqual(['01:30', '03:30']);
    expect(aroundGap('2027-03-28', '04:30', 'Europe/Berlin')).toBeUndefined();
    expect(aroundGap('', '02:30', 'Europe/Berlin')).toBeUndefined();
  });
});

describe('the search of zones', () => {
  const zones = ['America/Los_Angeles', 'Asia/Karachi', 'Asia/Kolkata', 'Europe/Berlin', 'UTC'];
  it.each([
    ['PST', 'America/Los_Angeles'],
    ['CET', 'Europe/Berlin'],
    ['UTC+5', 'Asia/Karachi'],
    ['gmt +05:30', 'Asia/Kolkata'],
    ['-8', 'America/Los_Angeles'],
  ])('%s finds %s', (query, zone) => expect(searchZones(query, zones, NOW)).toEqual([zone]));
});
