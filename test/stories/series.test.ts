import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { SeriesDetails } from '../../steps/api/http/series-schemas.ts';
import { HOUR } from '../../steps/domain/instants.ts';
import { Lessons, NEXT_60_DAYS, WEEKLY } from '../support/lessons.ts';
import { LESSON } from '../support/stage.ts';

/** The function dies at its call number `fatal`, before or after the effect, and makes no further call. */
function dying(caller: string, fatal: number, when: string) {
  const has = { happened: false };
  let calls = 0;
  const between = interceptCalls(async (call, make) => {
    if (call.caller !== caller) return make();
    calls += 1;
    if (calls === fatal) has.happened = true;
    if (calls === fatal && when === 'after') await make();
    if (has.happened) throw new Error('dead');
    return make();
  });
  return { between, has };
}

describe('a weekly series', () => {
  it('is written alone; the step that is started at once creates the meetings of 60 days', async () => {
    const lessons = new Lessons();
    const created = await lessons.create();
    expect(created.occurrences.map(({ meet_time }) => meet_time).slice(0, 9)).toEqual(NEXT_60_DAYS);
    expect(created.occurrences.every(({ meeting_id }) => meeting_id === undefined)).toBe(true);
    expect(await lessons.open()).toEqual([]);
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS);
    const [first] = await lessons.meetings('open');
    expect(first).toMatchObject({
      accepted: true,
      series_id: lessons.id,
      series_date: '2026-10-19',
      teacher_name: 'Ada',
    });
    const meeting = await lessons.world.request('getMeeting', { id: first!.id });
    expect(JSON.parse(meeting.body)).toMatchObject({ series_id: lessons.id, series_date: '2026-10-19' });
    const list = await lessons.world.request('listMeetings', {});
    expect(JSON.parse(list.body)).toMatchObject({
      meetings: [{ series_id: lessons.id }, {}, {}, {}, {}, {}, {}, {}, {}],
    });
    const shown = await lessons.show();
    expect(shown.occurrences.filter(({ meeting_id }) => meeting_id !== undefined)).toHaveLength(9);
  });

  it('has each date once, however often and in parallel the step runs', async () => {
    const lessons = new Lessons();
    await lessons.create();
    const { id: seriesId, world } = lessons;
    await Promise.all([world.fillSeries({ seriesId }), world.fillSeries({}), world.fillSeries({ seriesId })]);
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS);
  });

  it('gets the meetings of the following days every day', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(5);
    expect((await lessons.open()).at(-1)).toBe('2026-12-21T15:00:00Z');
  });

  it('has its meetings after the step failed for days; a date that passed meanwhile is shown as missed', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller, port }, make) => {
      if (broken && caller === 'fillSeries' && port === 'workflow') throw new Error('broken');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(4);
    expect(await lessons.open()).toEqual([]);
    broken = false;
    await lessons.pass(1);
    expect(await lessons.open()).toEqual([...NEXT_60_DAYS.slice(1), '2026-12-21T15:00:00Z']);
    const { occurrences } = await lessons.show();
    expect(occurrences[0]).toMatchObject({ date: '2026-10-19', refused: { reason: 'MISSED' } });
  });

  it('has the meetings that were created although no record could be written for days, also past ones', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (broken && caller === 'fillSeries' && port === 'series' && method === 'replace') throw new Error('broken');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(4);
    broken = false;
    await lessons.pass(1);
    const [past, next] = (await lessons.show()).occurrences;
    expect(past).toMatchObject({ date: '2026-10-19', status: 'ENDED', outcome: 'NO_SHOW' });
    expect(past).not.toHaveProperty('refused');
    expect(next).toMatchObject({ date: '2026-10-26', status: 'SCHEDULED' });
  });

  it.each(['before', 'after'])('has each date once when the step dies %s any call', async (when) => {
    for (let fatal = 1; fatal < 60; fatal++) {
      const death = dying('fillSeries', fatal, when);
      const lessons = new Lessons({ between: death.between });
      await lessons.create({ rrule: 'FREQ=WEEKLY;COUNT=3' });
      await lessons.pass(0.01);
      if (!death.has.happened) return;
      death.has.happened = false;
      await lessons.world.fillSeries({});
      expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 3));
    }
    throw new Error('the step makes more calls than this test interrupts');
  });

  it('has its meetings also when a run died after it had started their executions, which then ended', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (broken && caller === 'fillSeries' && port === 'meetings' && method === 'insert') throw new Error('dead');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create({ rrule: 'FREQ=WEEKLY;COUNT=3' });
    await lessons.pass(0.01);
    // The first execution has looked for its meeting at the launch time, and given up.
    await lessons.world.run(Date.parse('2026-10-19T13:55:00Z'));
    broken = false;
    await lessons.world.fillSeries({});
    await lessons.world.fillSeries({});
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 3));
  });

  it('does not create a date again that was cancelled or moved', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(0.01);
    const [first, second] = (await lessons.show()).occurrences;
    await lessons.world.request('cancelMeeting', { id: first!.meeting_id! });
    await lessons.world.request('changeMeeting', { id: second!.meeting_id! }, { meet_time: '2026-10-27T09:00:00Z' });
    await lessons.world.fillSeries({});
    const shown = (await lessons.show()).occurrences.slice(0, 2);
    expect(shown).toEqual([
      expect.objectContaining({ date: '2026-10-19', outcome: 'CANCELLED', meeting_id: first!.meeting_id }),
      expect.objectContaining({
        date: '2026-10-26',
        meet_time: '2026-10-27T09:00:00Z',
        original_time: '2026-10-26T15:00:00Z',
      }),
    ]);
    expect(await lessons.open()).toEqual(['2026-10-27T09:00:00Z', ...NEXT_60_DAYS.slice(2)]);
  });

  it('ends: no date from the given one on takes place', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(0.01);
    const { status, body } = await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ ends_before: '2026-11-09' });
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 3));
    // A later end does not bring dates back.
    await lessons.call('endSeries', undefined, { from: '2026-11-30' });
    await lessons.pass(3);
    expect((await lessons.open()).at(-1)).toBe('2026-11-02T15:00:00Z');
    expect((await lessons.meetings('ended')).filter(({ outcome }) => outcome === 'CANCELLED')).toHaveLength(6);
  });

  it('that has ended does not end later: no date comes back', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(0.01);
    for (const from of ['2026-11-09', '2026-11-16']) {
      expect((await lessons.call('endSeries', undefined, { from })).status).toBe(202);
      await lessons.pass(0.01);
      expect((await lessons.show()).ends_before).toBe('2026-11-09');
      expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 3));
    }
  });

  it('ends together with the series that continue it', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(0.01);
    const { body } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-11-09' });
    expect((await lessons.call('endSeries', undefined, { from: '2026-11-02' })).status).toBe(202);
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 2));
    expect(await lessons.world.series.find(body.id)).toMatchObject({ ends_before: '2026-11-02' });
  });

  it.each(['before', 'after'])(
    'ends with its successor when the request dies %s any call and a run follows',
    async (when) => {
      for (let fatal = 1; fatal < 20; fatal++) {
        const death = dying('endSeries', fatal, when);
        const lessons = new Lessons({ between: death.between });
        await lessons.create({ rrule: 'FREQ=WEEKLY;COUNT=3' });
        await lessons.pass(0.01);
        await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-11-02' });
        await lessons.pass(0.01);
        await lessons.call('endSeries', undefined, { from: '2026-10-26' });
        if (!death.has.happened) return;
        for (let runs = 0; runs < 2; runs++) await lessons.world.fillSeries({});
        expect([NEXT_60_DAYS.slice(0, 3), NEXT_60_DAYS.slice(0, 1)]).toContainEqual(await lessons.open());
      }
      throw new Error('the route makes more calls than this test interrupts');
    },
  );

  it('ends with a successor that was created at the same time', async () => {
    let ended = false;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (!ended && caller === 'changeSeries' && port === 'series' && method === 'replace') {
        ended = true;
        await lessons.call('endSeries', undefined, { from: '2026-11-09' });
      }
      return make();
    });
    const lessons: Lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(0.01);
    const { status } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-10-26' });
    await lessons.pass(0.01);
    expect(status).toBe(200);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 3));
  });

  it('that ends while its meetings are created has none of them after the end', async () => {
    let ended = false;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (!ended && caller === 'fillSeries' && port === 'series' && method === 'replace') {
        ended = true;
        await lessons.call('endSeries', undefined, { from: '2026-10-26' });
      }
      return make();
    });
    const lessons: Lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(0.01);
    expect(ended).toBe(true);
    expect(await lessons.open()).toEqual([NEXT_60_DAYS[0]]);
  });

  it('does not end a meeting whose host is launched', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.world.run(Date.parse('2026-10-19T13:55:00Z'));
    await lessons.call('endSeries');
    await lessons.world.run(lessons.world.now + HOUR / 60);
    expect(await lessons.meetings('open')).toEqual([expect.objectContaining({ series_date: '2026-10-19' })]);
  });

  it('keeps its time on the dates on which clocks are changed, and shows them', async () => {
    const { occurrences } = await new Lessons().create({ meet_time: '2026-10-24T02:30', rrule: 'FREQ=DAILY;COUNT=3' });
    expect(occurrences.map(({ date, meet_time, clock_change }) => [date, meet_time, clock_change])).toEqual([
      ['2026-10-24', '2026-10-24T00:30:00Z', undefined],
      ['2026-10-25', '2026-10-25T00:30:00Z', 'repeated'],
      ['2026-10-26', '2026-10-26T01:30:00Z', undefined],
    ]);
    const spring = await new Lessons({ start: Date.parse('2027-03-20T00:00:00Z') }).create({
      meet_time: '2027-03-28T02:30',
      rrule: 'FREQ=DAILY;COUNT=1',
    });
    expect(spring.occurrences).toEqual([
      { date: '2027-03-28', meet_time: '2027-03-28T01:30:00Z', clock_change: 'skipped' },
    ]);
  });
});

describe('a series that ends while the step fails', () => {
  it('has no meeting after the end, although the step fails for three days', async () => {
    let broken = false;
    const between = interceptCalls(async ({ caller }, make) => {
      if (broken && caller === 'fillSeries') throw new Error('broken');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(0.01);
    broken = true;
    await lessons.call('endSeries', undefined, { from: '2026-10-26' });
    await lessons.pass(3);
    broken = false;
    await lessons.pass(1);
    expect(await lessons.open()).toEqual([]);
    const { series } = await lessons.world.series.list({ limit: 10 });
    expect(series).toMatchObject([{ settled_for: '2026-10-26' }]);
  });
});

describe('POST /series', () => {
  const answer = async (fields: object, headers: Record<string, string> = {}) => {
    const lessons = new Lessons();
    const { status, body } = await lessons.call('createSeries', { ...WEEKLY, ...fields }, {}, headers);
    return { status, errors: (body as unknown as { errors?: { field: string }[] }).errors, lessons };
  };

  it.each([
    ['rrule', { rrule: 'FREQ=MINUTELY' }],
    ['rrule', { rrule: 'every week' }],
    ['rrule', { rrule: undefined }],
    ['rrule', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }],
    ['rrule', { rrule: 'FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29' }],
    ['time_zone', { time_zone: undefined }],
    ['time_zone', { time_zone: 'Mars/Olympus' }],
    ['meet_time', { meet_time: 'soon' }],
    ['meet_time', { meet_time: '2026-02-30T10:00' }],
    ['meet_time', { meet_time: '2026-10-01T10:00' }],
    ['meet_time', { meet_time: '2029-10-01T10:00' }],
    ['frontend_base_url', { frontend_base_url: 'https://elsewhere.example/' }],
    ['teacher_time_zone', { teacher_time_zone: 'Mars/Olympus' }],
  ])('refuses a wrong %s and writes nothing: %j', async (field, fields) => {
    const { status, errors, lessons } = await answer(fields);
    expect(status).toBe(422);
    expect(errors).toEqual([expect.objectContaining({ field })]);
    expect(await lessons.world.series.list({ limit: 1 })).toEqual({ series: [] });
  });

  it('takes an instant for the first date', async () => {
    const { occurrences } = await new Lessons().create({ meet_time: '2026-10-19T14:00:00Z' });
    expect(occurrences[1]).toMatchObject({ meet_time: '2026-10-26T15:00:00Z' });
  });

  it('with the same key and body is one series, and with another body is refused', async () => {
    const lessons = new Lessons();
    const key = { 'idempotency-key': 'once' };
    const [one, two] = [
      await lessons.call('createSeries', WEEKLY, {}, key),
      await lessons.call('createSeries', WEEKLY, {}, key),
    ];
    expect(two.body.id).toBe(one.body.id);
    expect((await lessons.call('createSeries', { ...WEEKLY, rrule: 'FREQ=DAILY' }, {}, key)).status).toBe(422);
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS);
  });

  it('is complete when the step cannot be started: the daily run creates the meetings', async () => {
    const between = interceptCalls(async ({ port }, make) => {
      if (port === 'seriesRuns') throw new Error('throttled');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual([]);
    await lessons.pass(1);
    expect(await lessons.open()).toEqual(expect.arrayContaining(NEXT_60_DAYS));
  });
});

describe('POST /series/preview', () => {
  const preview = async (fields: object) => {
    const lessons = new Lessons();
    const { status, body } = await lessons.call('previewSeries', { ...WEEKLY, ...fields });
    expect(await lessons.world.series.list({ limit: 1 })).toEqual({ series: [] });
    return { status, ...(body as Partial<SeriesDetails> & { errors?: { field: string }[] }) };
  };

  it('shows the dates of a year before anything is written, and those where clocks are changed', async () => {
    const { occurrences = [] } = await preview({ meet_time: '2026-10-19T02:30', rrule: 'FREQ=WEEKLY;BYDAY=SU' });
    expect(occurrences).toHaveLength(52);
    expect(occurrences.filter(({ clock_change }) => clock_change !== undefined)).toEqual([
      { date: '2026-10-25', meet_time: '2026-10-25T00:30:00Z', clock_change: 'repeated' },
      { date: '2027-03-28', meet_time: '2027-03-28T01:30:00Z', clock_change: 'skipped' },
    ]);
  });

  it('shows the dates that the series then has', async () => {
    const { occurrences = [] } = await preview({});
    const created = await new Lessons().create();
    expect(occurrences.slice(0, 10)).toEqual(created.occurrences);
  });

  it('names the field that is wrong', async () => {
    expect(await preview({ rrule: 'FREQ=HOURLY' })).toMatchObject({ status: 422, errors: [{ field: 'rrule' }] });
    expect(await preview({ meet_time: '2026-10-01T10:00' })).toMatchObject({
      status: 422,
      errors: [{ field: 'meet_time' }],
    });
  });
});

describe('GET and DELETE /series', () => {
  it('list all series, also those that have ended', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.call('endSeries');
    const list = (await lessons.call('listSeries')).body as unknown as { series: SeriesDetails[] };
    expect(list.series).toMatchObject([{ id: lessons.id, rrule: 'FREQ=WEEKLY', ends_before: '2026-10-18' }]);
    expect(list.series[0]!.next).toBeUndefined();
  });

  it('return 404 for an unknown series, and 422 for a date that is past or none', async () => {
    const lessons = new Lessons();
    lessons.id = 'abcdefgh01234567';
    expect((await lessons.call('getSeries')).status).toBe(404);
    expect((await lessons.call('endSeries')).status).toBe(404);
    await lessons.create();
    expect((await lessons.call('endSeries', undefined, { from: '2026-10-17' })).status).toBe(422);
    expect((await lessons.call('endSeries', undefined, { from: '2026-02-30' })).status).toBe(422);
    expect((await lessons.call('endSeries', undefined, { from: 'monday' })).body).toMatchObject({
      errors: [{ field: 'from', message: 'must be a day such as 2026-12-01' }],
    });
  });
});

describe('PATCH /series', () => {
  const changed = async (
    fields: object,
    from: string,
    prepare: (lessons: Lessons) => Promise<unknown> = async () => 0,
  ) => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.pass(0.01);
    await prepare(lessons);
    const response = await lessons.call('changeSeries', fields, { from });
    await lessons.pass(0.01);
    return { lessons, ...response };
  };

  it('moves a date and all following ones to a successor', async () => {
    const { lessons, status, body } = await changed({ meet_time: '2026-11-12T17:00' }, '2026-11-09');
    expect(status).toBe(200);
    expect(body).toMatchObject({ follows: lessons.id, start: '2026-11-12T17:00:00' });
    expect(await lessons.show()).toMatchObject({ ends_before: '2026-11-09', followed_by: body.id });
    expect(await lessons.open()).toEqual([
      ...NEXT_60_DAYS.slice(0, 3),
      ...['2026-11-12', '2026-11-19', '2026-11-26', '2026-12-03', '2026-12-10', '2026-12-17'].map(
        (day) => `${day}T16:00:00Z`,
      ),
    ]);
  });

  it('changes names, and keeps dates, the phase of the rule, and dates that were cancelled', async () => {
    const { lessons, body } = await changed({ teacher_name: 'Eve' }, '2026-11-04', async (one) => {
      const { occurrences } = await one.show();
      await one.world.request('cancelMeeting', { id: occurrences[5]!.meeting_id! });
    });
    expect(body).toMatchObject({ teacher_name: 'Eve', start: '2026-11-09T16:00:00' });
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.filter((_one, index) => index !== 5));
    const names = (await lessons.meetings('open')).map(({ teacher_name }) => teacher_name);
    expect(names).toEqual(['Ada', 'Ada', 'Ada', 'Eve', 'Eve', 'Eve', 'Eve', 'Eve']);
  });

  it('continues a rule with a count', async () => {
    const lessons = new Lessons();
    await lessons.create({ rrule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4' });
    await lessons.pass(0.01);
    const { body } = await lessons.call('changeSeries', { duration_minutes: 30 }, { from: '2026-11-03' });
    expect(body).toMatchObject({ rrule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=2', start: '2026-11-16T16:00:00' });
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual([0, 2, 4, 6].map((week) => NEXT_60_DAYS[week]));
  });

  it('is one change when it is repeated; another change of the same dates is refused', async () => {
    const { lessons, body } = await changed({ teacher_name: 'Eve' }, '2026-11-09');
    const again = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-11-09' });
    expect(again.body.id).toBe(body.id);
    expect((await lessons.call('changeSeries', { teacher_name: 'Zoe' }, { from: '2026-11-09' })).status).toBe(409);
    expect((await lessons.world.series.list({ limit: 10 })).series).toHaveLength(2);
  });

  it.each([{}, { reason: 'none' }, { teacher_name: 'Ada', time_zone: 'Europe/Berlin' }])(
    'that changes nothing (%j) keeps the series and its meetings',
    async (fields) => {
      const { lessons, status, body } = await changed(fields, '2026-11-09');
      expect(status).toBe(200);
      expect(body.id).toBe(lessons.id);
      expect((await lessons.world.series.list({ limit: 10 })).series).toHaveLength(1);
      expect(await lessons.open()).toEqual(NEXT_60_DAYS);
    },
  );

  it('names the field of a date that cannot change', async () => {
    const { lessons } = await changed({ teacher_name: 'Eve' }, '2026-11-09');
    const { status, body } = await lessons.call('changeSeries', { teacher_name: 'Zoe' }, { from: '2026-11-16' });
    expect(status).toBe(409);
    expect((body as unknown as { errors: { field: string }[] }).errors).toMatchObject([{ field: 'from' }]);
  });

  it('of dates that a successor has is refused, and the dates stay as they are', async () => {
    const { lessons, body } = await changed({ teacher_name: 'Eve' }, '2026-11-09');
    const before = await lessons.open();
    const { status, body: problem } = await lessons.call(
      'changeSeries',
      { teacher_name: 'Zoe' },
      { from: '2026-10-26' },
    );
    expect(status).toBe(409);
    expect(problem).toMatchObject({ detail: expect.stringContaining('2026-11-09') });
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(before);
    lessons.id = body.id;
    expect((await lessons.call('changeSeries', { teacher_name: 'Zoe' }, { from: '2026-11-16' })).status).toBe(200);
  });

  it('of a successor from a date before its first one leaves the dates of the series before', async () => {
    const { lessons, body } = await changed({ teacher_name: 'Eve' }, '2026-11-09');
    const first = lessons.id;
    lessons.id = body.id;
    const early = { meet_time: '2026-10-27T16:00' };
    expect((await lessons.call('changeSeries', early, { from: '2026-10-26' })).status).toBe(422);
    expect((await lessons.call('changeSeries', { duration_minutes: 30 }, { from: '2026-10-26' })).status).toBe(200);
    await lessons.pass(0.01);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS);
    expect(await lessons.world.series.find(first)).toMatchObject({ ends_before: '2026-11-09' });
  });

  it('keeps the end of a series: no date comes back', async () => {
    const { lessons } = await changed({ teacher_name: 'Eve' }, '2026-10-26', (one) =>
      one.call('endSeries', undefined, { from: '2026-11-16' }),
    );
    expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(0, 4));
  });

  it.each([{}, { from: '2026-10-19' }])(
    'after the lesson of the day takes effect from the next date (%j)',
    async (query) => {
      const lessons = new Lessons();
      await lessons.create();
      await lessons.world.run(Date.parse('2026-10-19T15:30:00Z'));
      const { status, body } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, query);
      expect(status).toBe(200);
      expect(body).toMatchObject({ start: '2026-10-26T16:00:00', teacher_name: 'Eve' });
      await lessons.pass(0.01);
      expect(await lessons.open()).toEqual(NEXT_60_DAYS.slice(1));
      expect(await lessons.show()).toMatchObject({ ends_before: '2026-10-20', occurrences: [{ date: '2026-10-19' }] });
    },
  );

  it('of a date whose host is launched keeps that meeting, and creates no other one', async () => {
    const lessons = new Lessons();
    await lessons.create();
    await lessons.world.run(Date.parse('2026-10-19T13:55:00Z'));
    const { body } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-10-19' });
    await lessons.world.run(lessons.world.now + HOUR / 60);
    const [first, second] = await lessons.meetings('open');
    expect(first).toMatchObject({ series_date: '2026-10-19', teacher_name: 'Ada', status: 'READY' });
    expect(second).toMatchObject({ series_date: '2026-10-26', teacher_name: 'Eve' });
    lessons.id = body.id;
    expect((await lessons.show()).occurrences[0]).toMatchObject({ date: '2026-10-19', meeting_id: first!.id });
  });

  it('of a date that an interrupted run had not cancelled keeps the meeting that was launched meanwhile', async () => {
    let broken = false;
    const between = interceptCalls(async ({ caller }, make) => {
      if (broken && caller === 'fillSeries') throw new Error('broken');
      return make();
    });
    const lessons = new Lessons({ between });
    await lessons.create();
    await lessons.pass(0.01);
    broken = true;
    const { body } = await lessons.call('changeSeries', { duration_minutes: 90 }, { from: '2026-10-19' });
    await lessons.world.run(Date.parse('2026-10-19T13:55:00Z'));
    broken = false;
    await lessons.world.fillSeries({ seriesId: body.id });
    await lessons.world.fillSeries({});
    const dates = (await lessons.meetings('open')).map(({ series_date }) => series_date);
    expect(dates).toEqual([...new Set(dates)]);
    expect(dates).toHaveLength(9);
  });

  it.each([
    ['rrule', { rrule: 'FREQ=HOURLY' }, '2026-11-09'],
    ['meet_time', { meet_time: '2026-11-02T16:00' }, '2026-11-09'],
    ['meet_time', { meet_time: 'later' }, '2026-11-09'],
    ['time_zone', { time_zone: 'Mars/Olympus' }, '2026-11-09'],
    ['from', { teacher_name: 'Eve' }, '2026-10-01'],
  ])('refuses a wrong %s and writes nothing', async (field, fields, from) => {
    const { lessons, status, body } = await changed(fields, from);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [expect.objectContaining({ field })] });
    expect((await lessons.world.series.list({ limit: 10 })).series).toHaveLength(1);
    expect(await lessons.open()).toEqual(NEXT_60_DAYS);
  });

  it.each(['before', 'after'])('leaves the old or the new plan when it dies %s any call', async (when) => {
    for (let fatal = 1; fatal < 20; fatal++) {
      const death = dying('changeSeries', fatal, when);
      const lessons = new Lessons({ between: death.between });
      await lessons.create({ rrule: 'FREQ=WEEKLY;COUNT=3' });
      await lessons.pass(0.01);
      await lessons.call('changeSeries', { meet_time: '2026-10-26T18:00' }, { from: '2026-10-26' });
      if (!death.has.happened) return;
      for (let runs = 0; runs < 2; runs++) await lessons.world.fillSeries({});
      const moved = [NEXT_60_DAYS[0], '2026-10-26T17:00:00Z', '2026-11-02T17:00:00Z'];
      expect([NEXT_60_DAYS.slice(0, 3), moved]).toContainEqual(await lessons.open());
    }
    throw new Error('the route makes more calls than this test interrupts');
  });
});

describe('the links of a series', () => {
  const NEXT = '2026-10-26';

  class Linked extends Lessons {
    readonly keys = { teacher: '', student: '' };

    static async start(fields = {}): Promise<Linked> {
      const lessons = new Linked();
      await lessons.create(fields);
      await lessons.pass(0.01);
      const { body } = await lessons.call('getSeriesLinks');
      const links = body as unknown as { teacher_link: string; student_link: string };
      lessons.keys.teacher = new URL(links.teacher_link).searchParams.get('key')!;
      lessons.keys.student = new URL(links.student_link).searchParams.get('key')!;
      expect(links.teacher_link).toBe(
        `${LESSON.frontend_base_url}?id=${lessons.id}&role=teacher&key=${lessons.keys.teacher}`,
      );
      return lessons;
    }

    /** Opens the link of the series. Returns the status, and the original date of the meeting. */
    async opened(role: 'teacher' | 'student', key = this.keys[role]) {
      const headers = { 'x-link-key': key };
      const { status, body } = await this.world.request('openSeries', { id: this.id, role }, undefined, { headers });
      const { link, detail: _text, ...rest } = JSON.parse(body) as { link?: string; detail?: string };
      if (status !== 200 || link === undefined) return status === 202 ? { status, ...rest } : { status };
      const { id = '', key: own = '' } = Object.fromEntries(new URL(link).searchParams);
      const join = await this.world.request('join', { id, role }, undefined, { headers: { 'x-link-key': own } });
      return { status, date: (await this.world.meetings.find(id))?.series_date, join: join.status };
    }
  }

  it('open the current or the next meeting, for each person', async () => {
    const lessons = await Linked.start();
    expect(await lessons.opened('teacher')).toEqual({ status: 200, date: '2026-10-19', join: 202 });
    await lessons.world.run(Date.parse('2026-10-19T14:10:00Z'));
    expect(await lessons.opened('student')).toEqual({ status: 200, date: '2026-10-19', join: 200 });
    // Nobody came.
    await lessons.world.run(Date.parse('2026-10-19T15:00:00Z'));
    expect(await lessons.opened('student')).toEqual({ status: 200, date: NEXT, join: 202 });
  });

  it('open the next meeting when one was cancelled or moved behind it', async () => {
    const lessons = await Linked.start();
    const { occurrences } = await lessons.show();
    await lessons.world.request('cancelMeeting', { id: occurrences[0]!.meeting_id! });
    await lessons.world.request(
      'changeMeeting',
      { id: occurrences[1]!.meeting_id! },
      { meet_time: '2026-11-03T10:00:00Z' },
    );
    expect(await lessons.opened('student')).toMatchObject({ date: '2026-11-02' });
  });

  it('serve the successor, and after the last date the last meeting', async () => {
    const lessons = await Linked.start();
    await lessons.call(
      'changeSeries',
      { meet_time: '2026-10-20T09:00', rrule: 'FREQ=DAILY;COUNT=2' },
      { from: '2026-10-19' },
    );
    await lessons.pass(0.01);
    expect(await lessons.opened('teacher')).toMatchObject({ date: '2026-10-20', join: 202 });
    await lessons.pass(5);
    expect(await lessons.opened('teacher')).toEqual({ status: 200, date: '2026-10-21', join: 410 });
  });

  it('say the next date while it has no meeting: of a new series for a moment, later until it is 60 days ahead', async () => {
    const lessons = await Linked.start({ rrule: 'FREQ=WEEKLY;INTERVAL=12;COUNT=2' });
    await lessons.world.run(Date.parse('2026-10-19T15:00:00Z'));
    const next = { role: 'student', meet_time: '2027-01-11T15:00:00Z' };
    expect(await lessons.opened('student')).toEqual({ status: 202, ...next, retry_after_seconds: 600 });
    await lessons.world.run(Date.parse('2026-11-13T12:00:00Z'));
    expect(await lessons.opened('student')).toMatchObject({ status: 200, date: '2027-01-11', join: 202 });

    const added = await Linked.start();
    for (const occurrence of (await added.show()).occurrences)
      if (occurrence.meeting_id) await added.world.request('cancelMeeting', { id: occurrence.meeting_id });
    const row = (await added.world.ports.series.find(added.id))!;
    await added.world.ports.series.replace({ ...row, occurrences: {}, version: row.version + 1 }, row.version);
    expect(await added.opened('teacher')).toEqual({
      status: 202,
      role: 'teacher',
      meet_time: '2026-10-19T14:00:00Z',
      retry_after_seconds: 2,
    });
  });

  it('are refused with another key, role or series', async () => {
    const lessons = await Linked.start();
    expect(await lessons.opened('teacher', 'x'.repeat(43))).toEqual({ status: 403 });
    expect(await lessons.opened('teacher', lessons.keys.student)).toEqual({ status: 403 });
    lessons.id = 'abcdefgh01234567';
    expect(await lessons.opened('teacher')).toEqual({ status: 404 });
  });

  it('can be revoked, with the links of the meetings that they opened', async () => {
    const lessons = await Linked.start();
    const { occurrences } = await lessons.show();
    const before = await lessons.world.request('getLinks', { id: occurrences[0]!.meeting_id! });
    const { body } = await lessons.world.request('revokeSeriesLink', { id: lessons.id, role: 'student' });
    const { link } = JSON.parse(body) as { link: string };
    expect(await lessons.opened('student')).toEqual({ status: 403 });
    expect(await lessons.opened('teacher')).toMatchObject({ status: 200, join: 202 });
    expect(await lessons.opened('student', new URL(link).searchParams.get('key')!)).toMatchObject({ join: 202 });
    const old = new URL((JSON.parse(before.body) as { student_link: string }).student_link).searchParams.get('key')!;
    const headers = { 'x-link-key': old };
    const join = await lessons.world.request('join', { id: occurrences[0]!.meeting_id!, role: 'student' }, undefined, {
      headers,
    });
    expect(join.status).toBe(403);
  });
});
