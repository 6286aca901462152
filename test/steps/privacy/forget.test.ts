import { describe, expect, it } from '@jest/globals';
import { MemoryMeetings } from '../../../simulation/world/memory/meetings.ts';
import { MemorySeries } from '../../../simulation/world/memory/series.ts';
import { DAY, isoSeconds, type Millis } from '../../../steps/domain/instants.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { erasedMeeting, NO_NAME } from '../../../steps/privacy/erased.ts';
import { forget } from '../../../steps/privacy/forget.ts';
import type { Series } from '../../../steps/series/series.ts';
import { aMeeting, iso, seen } from '../../support/meeting.ts';
import { aSeries } from '../../support/series.ts';
import { strictPorts } from '../../support/strict-ports.ts';

const NOW = Date.parse('2028-01-01T03:00:00Z');
const DAYS = 365;
const PERSONAL =
  /Ada|Ben|Lovelace|ada@|ben@|"(?:teacher|student)_(?:email|language|time_zone)"|thank you|Ada is ill|"mailed":{"/;

const daysAgo = (days: number): Millis => NOW - days * DAY;

/** A meeting with everything that a row can say about people. */
const anEnded = (id: string, at: Millis, fields: Partial<Meeting> = {}): Meeting =>
  aMeeting({
    id,
    status: 'ENDED',
    outcome: 'COMPLETED',
    meet_time: isoSeconds(at),
    teacher_email: 'ada@school.example',
    student_email: 'ben@school.example',
    teacher_language: 'de',
    student_time_zone: 'Asia/Tokyo',
    attendance: { teacher: seen(0, 30) },
    feedback: { teacher: { rating: 4, text: 'thank you, Ben', at: iso(31) } },
    change: { at: iso(-30), reason: 'Ada is ill' },
    mailed: { student: { to: 'ben@school.example', plan: { meet_time: iso(0), minutes: 60, at: iso(-60) } } },
    ...fields,
  });

class Archive {
  readonly meetings = new MemoryMeetings();
  readonly series = new MemorySeries();
  writes = 0;

  async add(...rows: readonly (Meeting | Series)[]): Promise<this> {
    for (const row of rows) await ('rule' in row ? this.series.insert(row) : this.meetings.insert(row));
    return this;
  }

  /** Runs the step. @param dies at this write, before it happens */
  async run(now: Millis = NOW, dies = Number.POSITIVE_INFINITY): Promise<void> {
    this.writes = 0;
    const write = async <T>(made: () => Promise<T>): Promise<T> => {
      this.writes += 1;
      if (this.writes >= dies) throw new Error('dead');
      return made();
    };
    const { meetings, series } = this;
    const ports = strictPorts({
      meetings: {
        getMark: (name) => meetings.getMark(name),
        list: (query) => meetings.list(query),
        find: (id) => meetings.find(id),
        replace: (row, version) => write(() => meetings.replace(row, version)),
        setMark: (name, value) => write(() => meetings.setMark(name, value)),
      },
      series: {
        list: (query) => series.list(query),
        find: (id) => series.find(id),
        replace: (row, version) => write(() => series.replace(row, version)),
      },
      retention: { days: DAYS },
      clock: { now: () => now },
    });
    await forget(ports)();
  }

  /** Ids of the meetings and series that say something about people. */
  async named(): Promise<string[]> {
    const rows = [...this.meetings.rows(), ...(await this.series.list({ limit: 100 })).series];
    return rows.flatMap((row) => (PERSONAL.test(JSON.stringify(row)) ? [row.id] : [])).toSorted();
  }
}

const OLD = 'oldmeeting000001';
const YOUNG = 'youngmeeting0001';

describe('the step that removes old names', () => {
  it('leaves nothing about people in a meeting that is over for longer than names are kept, and all in a younger one', async () => {
    const archive = await new Archive().add(anEnded(OLD, daysAgo(DAYS + 1)), anEnded(YOUNG, daysAgo(DAYS - 1)));
    const young = await archive.meetings.find(YOUNG);
    await archive.run();
    expect(await archive.named()).toEqual([YOUNG]);
    expect(await archive.meetings.find(YOUNG)).toEqual(young);
  });

  it('keeps what reports need: times, attendance, ratings and the outcome', async () => {
    const archive = await new Archive().add(anEnded(OLD, daysAgo(DAYS + 1)));
    await archive.run();
    expect(await archive.meetings.find(OLD)).toMatchObject({
      teacher_name: NO_NAME,
      student_name: NO_NAME,
      outcome: 'COMPLETED',
      attendance: { teacher: seen(0, 30) },
      feedback: { teacher: { rating: 4, at: iso(31) } },
      change: { at: iso(-30) },
    });
  });

  it('does not touch an old meeting that has not ended', async () => {
    const open = anEnded(OLD, daysAgo(DAYS + 1), { status: 'READY' });
    expect(erasedMeeting(open)).toBe(open);
    const archive = await new Archive().add(open);
    await archive.run();
    expect(await archive.named()).toEqual([OLD]);
  });

  it('finds a meeting that ended days after its time, when later ones had been done', async () => {
    const late = anEnded(OLD, daysAgo(DAYS + 3), { status: 'IN_PROGRESS' });
    const archive = await new Archive().add(late);
    await archive.run();
    await archive.meetings.replace({ ...late, status: 'ENDED', version: 2 }, 1);
    await archive.run(NOW + DAY);
    expect(await archive.named()).toEqual([]);
  });

  it('writes each row once, and after that only how far it came', async () => {
    const archive = await new Archive().add(anEnded(OLD, daysAgo(DAYS + 1)));
    await archive.run();
    const row = await archive.meetings.find(OLD);
    await archive.run(NOW + DAY);
    expect(archive.writes).toBe(1);
    expect(await archive.meetings.find(OLD)).toEqual(row);
  });

  it('continues after it died at any write, also a month later', async () => {
    const rows = Array.from({ length: 25 }, (_, index) =>
      anEnded(`oldmeeting${String(index).padStart(6, '0')}`, daysAgo(DAYS + 1 + index)),
    );
    const ended = aSeries({ ends_before: '2026-12-01' });
    for (let dies = 1; dies <= rows.length + 2; dies++) {
      const archive = await new Archive().add(...rows, ended);
      await expect(archive.run(NOW, dies)).rejects.toThrow('dead');
      await archive.run(NOW + 30 * DAY);
      expect(await archive.named()).toEqual([]);
    }
  });

  it.each([
    ['that was ended', { ends_before: '2026-12-20' }],
    ['with a last date', { rule: { text: 'FREQ=WEEKLY', until: '2026-12-20' } }],
    ['with a number of dates', { rule: { text: 'FREQ=WEEKLY;COUNT=3' } }],
  ])('removes the names of a series %s, a year after its last date', async (_what, fields: Partial<Series>) => {
    const archive = await new Archive().add(aSeries(fields));
    const { id } = aSeries();
    await archive.run(Date.parse('2027-12-15T03:00:00Z'));
    expect(await archive.named()).toEqual([id]);
    await archive.run(Date.parse('2027-12-22T03:00:00Z'));
    expect(await archive.named()).toEqual([]);
  });

  it.each([
    ['without an end', {}],
    ['that takes place again after many years', { rule: { text: 'FREQ=YEARLY;INTERVAL=10;COUNT=3' } }],
  ])('keeps the names of a series %s', async (_what, fields: Partial<Series>) => {
    const archive = await new Archive().add(aSeries(fields));
    await archive.run();
    expect(await archive.named()).toEqual([aSeries().id]);
  });
});
