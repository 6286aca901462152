import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AttendedMeeting } from '../../../steps/api/http/report-schemas.ts';
import { csvOf } from '../../../steps/reports/csv.ts';

const row = (teacher: string, student = 'Ben'): AttendedMeeting => ({
  id: 'abcdefgh01234567',
  meet_time: '2026-12-01T15:00:00Z',
  duration_minutes: 60,
  outcome: 'COMPLETED',
  teacher: {
    name: teacher,
    came_at: '2026-12-01T14:58:00.000Z',
    last_seen_at: '2026-12-01T16:00:00.000Z',
    minutes: 62,
  },
  student: { name: student, email: 'ben@example.org', minutes: 0 },
  minutes: 62,
  host_minutes: 75.5,
  host_cost_dollars: 0.0478,
});

/** A reader of RFC 4180 for the tests. */
function read(text: string): string[][] {
  const lines: string[][] = [[]];
  const cells = text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g);
  for (const [, quoted, plain, end] of cells) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

const NAME = 5;

describe('the report as CSV', () => {
  it('has a line of names and one for each meeting, in UTF-8 with a mark', () => {
    const text = csvOf([row('Zoë "Z" Ångström, Dr.')]);
    expect(text.startsWith('\uFEFFmeeting_id,series_id,meet_time,')).toBe(true);
    const [names, cells] = read(text.slice(1));
    expect(Object.fromEntries(names!.map((name, index) => [name, cells![index]]))).toEqual({
      meeting_id: 'abcdefgh01234567',
      series_id: '',
      meet_time: '2026-12-01T15:00:00Z',
      duration_minutes: '60',
      outcome: 'COMPLETED',
      teacher_name: 'Zoë "Z" Ångström, Dr.',
      teacher_email: '',
      teacher_came_at: '2026-12-01T14:58:00.000Z',
      teacher_last_seen_at: '2026-12-01T16:00:00.000Z',
      teacher_minutes: '62',
      student_name: 'Ben',
      student_email: 'ben@example.org',
      student_came_at: '',
      student_last_seen_at: '',
      student_minutes: '0',
      minutes: '62',
      host_minutes: '75.5',
      host_cost_dollars: '0.0478',
    });
  });

  it.each([
    '=1+1',
    '+49',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '=HYPERLINK("x")',
  ])('has no formula for the name %j', (name) => {
    expect(read(csvOf([row(name)]).slice(1))[1]?.[NAME]).toBe(`'${name}`);
  });

  it('gives any name back, after an apostrophe if it could be a formula, and always has the same cells', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (teacher, student) => {
        const lines = read(csvOf([row(teacher, student), row('Ada')]).slice(1));
        expect(lines.map(({ length }) => length)).toEqual([18, 18, 18]);
        const name = lines[1]![NAME]!;
        expect([teacher, `'${teacher}`]).toContain(name);
        expect(name).not.toMatch(/^[\s\uFEFF]*[=+\-@]/);
      }),
    );
  });
});
