import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BadCommand, readRotateArguments, rotateCommand } from '../../scripts/rotate-links/command.ts';
import { Interfered, type Needs, rotate, type Rotation } from '../../scripts/rotate-links/rotate.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { keyIdOf } from '../../steps/domain/key-ring.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { HOUR, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { ROLES } from '../../steps/domain/links.ts';
import { MemoryKeyStore } from '../support/memory/key-store.ts';
import { t } from '../support/meeting.ts';
import { stageWithCaches } from '../support/cached-secrets.ts';
import { LESSON } from '../support/stage.ts';

const secretNo = (count: number): string => String(count).padStart(43, 's');
const ADD: Rotation = { newKey: true, reissue: false };
const REISSUE: Rotation = { newKey: true, reissue: true };
const DROP: Rotation = { newKey: false, reissue: false };
const CONTINUE: Rotation = { newKey: false, reissue: true };

/** A world with a lesson under way and one that is not launched yet, and what a run of the command needs. */
class Office {
  readonly lesson = stageWithCaches();
  readonly ahead: string[] = [];
  readonly world = this.lesson.world;
  readonly keyStore = new MemoryKeyStore(this.world.secrets, this.world.ports.clock);
  #secrets = 0;

  needs(around: (call: () => Promise<unknown>) => Promise<unknown> = (call) => call()): Needs {
    const guarded = <Target extends object>(target: Target): Target =>
      new Proxy(target, {
        get:
          (_, name) =>
          (...args: unknown[]) =>
            around(async () =>
              (Reflect.get(target, name, target) as (...given: unknown[]) => unknown).apply(target, args),
            ),
      });
    return {
      keyStore: guarded<Needs['keyStore']>(this.keyStore),
      meetings: guarded<Needs['meetings']>(this.world.meetings),
      series: guarded<Needs['series']>(this.world.series),
      now: this.world.now,
      newSecret: () => secretNo(++this.#secrets),
    };
  }

  run(rotation: Rotation) {
    return rotate(this.needs(), rotation);
  }

  async open(): Promise<this> {
    await this.lesson.schedule();
    await this.lesson.at(1);
    await this.lesson.say('teacher', 'joined');
    await this.scheduleAhead();
    return this;
  }

  async scheduleAhead(): Promise<string> {
    const body = { ...LESSON, meet_time: new Date(t(60 * 24)).toISOString() };
    const { id } = JSON.parse((await this.world.request('schedule', {}, body)).body) as { id: string };
    this.ahead.push(id);
    return id;
  }

  /** A series on three days. */
  async scheduleSeries(date: string): Promise<string> {
    const body = { ...LESSON, meet_time: `${date}T15:00`, time_zone: 'UTC', rrule: 'FREQ=DAILY;COUNT=3' };
    const { id } = JSON.parse((await this.world.request('createSeries', {}, body)).body) as { id: string };
    await this.world.run(this.world.now + SECOND);
    return id;
  }

  async seriesKey(id: string): Promise<string> {
    const { student_link } = JSON.parse((await this.world.request('getSeriesLinks', { id })).body) as Record<
      string,
      string
    >;
    return new URL(student_link!).searchParams.get('key')!;
  }

  /** Status of opening the series with the student's link. */
  async opens(id: string, key: string): Promise<number> {
    return (await this.world.request('openSeries', { id, role: 'student' }, undefined, keyHeader(key))).status;
  }

  row = async (id: string): Promise<Meeting> => (await this.world.meetings.find(id))!;

  /** Status of joining with the links that the organiser sees now. */
  async joins(id: string): Promise<number[]> {
    const links = JSON.parse((await this.world.request('getLinks', { id })).body) as Record<string, string>;
    return Promise.all(
      ROLES.map(async (role) => {
        const key = new URL(links[`${role}_link`]!).searchParams.get('key')!;
        return (await this.world.request('join', { id, role }, undefined, keyHeader(key))).status;
      }),
    );
  }
}

describe('npm run rotate-links', () => {
  it('adds a key that new meetings use, and leaves every link valid', async () => {
    const office = await new Office().open();
    const [old] = office.ahead as [string];
    const { current, dropped } = await office.run(ADD);
    expect([current, dropped]).toEqual([keyIdOf(secretNo(1)), []]);
    // The cache of the function is five minutes old at most.
    await office.lesson.stay('teacher', 1.1, 6.2);
    await office.lesson.say('teacher', 'joined');
    expect((await office.row(await office.scheduleAhead())).key_id).toBe(current);
    expect((await office.row(old)).key_id).not.toBe(current);
    expect(await office.joins(old)).toEqual([202, 202]);
    expect(await office.lesson.say('teacher', 'present')).toBe(204);
  });

  it('on request gives meetings ahead new links and revokes the old ones, but not those of a lesson under way', async () => {
    const office = await new Office().open();
    const [id] = office.ahead as [string];
    const old = JSON.parse((await office.world.request('getLinks', { id })).body) as Record<string, string>;
    const result = await office.run(REISSUE);
    expect(result).toMatchObject({ reissued: [id], underWay: [office.lesson.id] });
    const key = keyHeader(new URL(old['student_link']!).searchParams.get('key')!);
    expect((await office.world.request('join', { id, role: 'student' }, undefined, key)).status).toBe(403);
    expect(await office.joins(id)).toEqual([202, 202]);
    expect(await office.lesson.say('teacher', 'present')).toBe(204);
    expect(await office.joins(office.lesson.id)).toEqual([200, 200]);
  });

  it('drops a key once no open meeting uses it, and not within 15 minutes of the latest change', async () => {
    const office = await new Office().open();
    const first = (await office.keyStore.read()).ring.current;
    await office.run(REISSUE);
    await office.lesson.stay('teacher', 1.5, 17);
    // The lesson under way still uses it.
    expect(await office.run(DROP)).toMatchObject({ dropped: [], waiting: [] });
    await office.lesson.cancel();
    await office.lesson.at(20);
    expect(await office.run(ADD)).toMatchObject({ dropped: [first], waiting: [] });
    expect(await office.run(DROP)).toMatchObject({ dropped: [], waiting: [] });
    expect(await office.joins(office.ahead[0]!)).toEqual([202, 202]);
  });

  it('keeps an unused key while a function may still give it to meetings', async () => {
    const office = new Office();
    const first = (await office.keyStore.read()).ring.current;
    await office.lesson.at(0);
    await office.run(ADD);
    await office.lesson.at(14.9);
    expect(await office.run(DROP)).toMatchObject({ dropped: [], waiting: [first] });
    await office.lesson.at(15);
    expect(await office.run(DROP)).toMatchObject({ dropped: [first], waiting: [] });
  });

  it('keeps the key of a meeting of 0.1.0, which has no key id', async () => {
    const office = await new Office().open();
    const [id] = office.ahead as [string];
    const { links: _links, key_id: _key, ...row } = await office.row(id);
    await office.world.meetings.replace({ ...row, link_version: 1, version: row.version + 1 }, row.version);
    const first = (await office.keyStore.read()).ring.current;
    await office.run(ADD);
    await office.lesson.at(200);
    expect((await office.run(ADD)).dropped).toEqual([]);
    expect(await office.joins(id)).toEqual([202, 202]);
    expect((await office.run(REISSUE)).reissued).toEqual([id]);
    await office.lesson.at(220);
    expect((await office.run(DROP)).dropped).toContain(first);
    expect(await office.joins(id)).toEqual([202, 202]);
  });

  it('tells when another run changed the keys at the same time, and changes nothing', async () => {
    const office = await new Office().open();
    let others = 0;
    const needs = office.needs(async (call) => {
      const result = await call();
      if (others++ === 0) await office.run(ADD);
      return result;
    });
    await expect(rotate(needs, REISSUE)).rejects.toBeInstanceOf(Interfered);
    expect(Object.keys(office.world.secrets.ring.keys)).toHaveLength(2);
  });

  it('keeps the key of a series that a later one continues, and drops it when no date is ahead', async () => {
    const office = new Office();
    await office.lesson.at(0);
    // No meeting uses the key: they are created 60 days ahead.
    const id = await office.scheduleSeries('2027-03-01');
    const from = { query: { from: '2027-03-01' } };
    expect((await office.world.request('changeSeries', { id }, { duration_minutes: 30 }, from)).status).toBe(200);
    const [key, first] = [await office.seriesKey(id), (await office.keyStore.read()).ring.current];
    await office.run(ADD);
    await office.world.run(office.world.now + HOUR);
    expect((await office.run(DROP)).dropped).toEqual([]);
    expect(await office.opens(id, key)).toBe(202);
    expect((await office.world.request('endSeries', { id }, undefined, from)).status).toBe(202);
    expect((await office.run(DROP)).dropped).toEqual([first]);
    // The cache of the function is five minutes old at most.
    await office.world.run(office.world.now + 6 * MINUTE);
    expect(await office.opens(id, key)).toBe(403);
  });

  it('on request gives series new links: a leaked key opens none, also while a lesson under way keeps it', async () => {
    const office = await new Office().open();
    const id = await office.scheduleSeries('2026-12-02');
    const from = { query: { from: '2026-12-02' } };
    const changed = await office.world.request('changeSeries', { id }, { duration_minutes: 30 }, from);
    const { id: successor } = JSON.parse(changed.body) as { id: string };
    await office.world.run(office.world.now + SECOND);
    const leaked = await office.seriesKey(id);
    expect(await office.opens(id, leaked)).toBe(200);
    const { series, underWay } = await office.run(REISSUE);
    expect([series.toSorted(), underWay]).toEqual([[id, successor].toSorted(), [office.lesson.id]]);
    expect(await office.opens(id, leaked)).toBe(403);
    expect(await office.opens(id, await office.seriesKey(id))).toBe(200);
    expect(await office.run(CONTINUE)).toMatchObject({ series: [] });
  });

  it('prints neither secrets nor links', async () => {
    const office = await new Office().open();
    const texts = [await rotateCommand(office.needs(), REISSUE), await rotateCommand(office.needs(), DROP)];
    expect(texts[0]).toMatch(/^added the key k[0-9a-f]{12}; .*\nkeys dropped: 0\n/);
    const secrets = [...Object.values(office.world.secrets.ring.keys), office.lesson.keyOf('teacher')];
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('can be interrupted at any call and repeated: every open meeting has valid links, and the lesson goes on', async () => {
    const rotation = fc.constantFrom(ADD, REISSUE, DROP, CONTINUE);
    const step = fc.record({
      rotation,
      after: fc.integer({ min: 0, max: 40 }),
      dies: fc.integer({ min: 0, max: 25 }),
      before: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const office = await new Office().open();
        const { lesson } = office;
        const firstLink = lesson.keyOf('teacher');
        let minute = 1;
        for (const { rotation: what, after, dies, before } of steps) {
          let calls = 0;
          const needs = office.needs(async (call) => {
            const isLast = calls++ === dies;
            if (isLast && before) throw new Error('killed');
            const result = await call();
            if (isLast) throw new Error('killed');
            return result;
          });
          await rotate(needs, what).catch((error: unknown) => expect(error).toMatchObject({ message: /^(killed)?$/ }));
          await office.scheduleAhead();
          minute += after;
          await lesson.stay('teacher', minute - after + 0.1, minute);
          for (const id of office.ahead) expect(await office.joins(id)).toEqual([202, 202]);
        }
        await office.run(CONTINUE);
        for (const id of office.ahead) expect((await office.row(id)).key_id).toBe(office.world.secrets.ring.current);
        const row = await lesson.row;
        if (row.status !== 'ENDED') expect(await lesson.say('teacher', 'present')).toBe(204);
        expect(lesson.keyOf('teacher')).toBe(firstLink);
        expect(row.outcome ?? 'COMPLETED').not.toBe('FAILED');
      }),
      { numRuns: 20 },
    );
  });

  it('reads its arguments', () => {
    const both = [
      '--table',
      'tutors',
      '--records',
      'series',
      '--secret',
      'arn:aws:secretsmanager:eu-west-1:1:secret:x',
    ];
    expect(readRotateArguments(both)).toMatchObject({
      table: 'tutors',
      records: 'series',
      newKey: true,
      reissue: false,
    });
    expect(readRotateArguments([...both, '--no-new-key', '--reissue'])).toMatchObject({ newKey: false, reissue: true });
    expect(readRotateArguments(['--help'])).toBeUndefined();
  });

  it.each([
    [[]],
    [['--table', 'x', '--records', 'z']],
    [['--secret', 'x', '--records', 'z']],
    [['--table', 'x', '--secret', 'y']],
    [['--tabel', 'x']],
    [['now', '--table', 'x', '--records', 'z', '--secret', 'y']],
  ])('rejects %j', (args) => {
    expect(() => readRotateArguments(args)).toThrow(BadCommand);
  });
});
