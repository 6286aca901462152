import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { type Arguments, BadCommand, personalData, readArguments } from '../../scripts/personal-data/command.ts';
import { DynamoEvents } from '../../scripts/personal-data/dynamo-events.ts';
import type { Stores } from '../../scripts/personal-data/records-of-person.ts';
import { recordOf } from '../../steps/actions/ports.ts';
import { DynamoActions } from '../../steps/aws/dynamo-actions.ts';
import type { Action } from '../../steps/domain/actions.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { DynamoSeries } from '../../steps/aws/dynamo-series.ts';
import { DynamoWebhooks } from '../../steps/aws/dynamo-webhooks.ts';
import { ORGANISER } from '../../steps/domain/organisers.ts';
import { eventOf } from '../../steps/telling/events.ts';
import { aMeeting, iso, seen, t } from '../support/meeting.ts';
import { aSeries } from '../support/series.ts';

const PEOPLE = {
  teacher_name: 'Ada',
  teacher_email: 'Ada@School.example',
  student_name: 'Ben',
  student_email: 'ben@home.example',
  student_language: 'ja',
};
const LATER = Date.parse('2027-06-01T00:00:00Z');
const GIVEN = { email: 'ada@school.example', table: 'meetings', records: 'records', yes: false };

const OVER = aMeeting({
  ...PEOPLE,
  id: 'overoveroverover',
  status: 'ENDED',
  outcome: 'COMPLETED',
  attendance: { teacher: seen(0, 30), student: seen(1, 30) },
  feedback: {
    teacher: { rating: 5, text: 'went well', at: iso(31) },
    student: { rating: 4, text: 'nice', at: iso(31) },
  },
  mailed: { teacher: { to: PEOPLE.teacher_email }, student: { to: PEOPLE.student_email } },
});
const OPEN = aMeeting({ ...PEOPLE, id: 'openopenopenopen' });
/** Ada is the student here. */
const REVERSED = aMeeting({
  id: 'reversedreversed',
  status: 'ENDED',
  teacher_name: 'Eve',
  teacher_email: 'eve@school.example',
  student_name: 'Ada',
  student_email: 'ada@school.example',
});
const OTHERS = aMeeting({ id: 'othersothersothe', status: 'ENDED', teacher_email: 'adam@school.example' });
const SERIES = aSeries({ id: 'seriesseriesseri', ends_before: '2027-01-01', plan: { ...aSeries().plan, ...PEOPLE } });
const ENDLESS = aSeries({ id: 'endlessendlessen', plan: { ...aSeries().plan, ...PEOPLE } });
const EVENT = eventOf(OVER, { type: 'ended', at: iso(60), sequence: 3 }, t(60));

/** What happened in the meeting that is over. The last one is not in the record yet. */
const [SCHEDULED, REVOKED, RATED, ENDED] = (
  [
    { what: 'scheduled', by: { kind: 'administrator', id: 'https://issuer.example#head' } },
    { what: 'link_revoked', by: { kind: 'machine', id: 'portal' }, role: 'teacher' },
    { what: 'feedback_given', by: { kind: 'student' } },
    { what: 'ended', by: { kind: 'teacher' }, outcome: 'COMPLETED' },
  ] as const
).map((deed, index) => ({ number: index + 1, at: iso(index), revision: 1, plan: 1, ...deed })) as unknown as [
  Action,
  Action,
  Action,
  Action,
];

let dynamo: EmbeddedDynamo;
let stores: Stores;
let webhooks: DynamoWebhooks;

beforeAll(async () => {
  dynamo = await openEmbeddedDynamo({ tableName: 'meetings' });
  await dynamo.createTable();
  await dynamo.createRecordsTable('records');
  webhooks = new DynamoWebhooks(dynamo.client, 'records');
  const meetings = new DynamoMeetings(dynamo.client, 'meetings');
  const series = new DynamoSeries(dynamo.client, 'records');
  for (const row of [{ ...OVER, unrecorded: [ENDED] }, OPEN, REVERSED, OTHERS]) await meetings.insert(row);
  for (const row of [SERIES, ENDLESS]) await series.insert(row);
  await webhooks.saveEvent(EVENT);
  await webhooks.replaceWebhooks({ organiser: ORGANISER, version: 1, webhooks: [] }, 0);
  const actions = new DynamoActions(dynamo.client, 'records');
  for (const action of [SCHEDULED, REVOKED, RATED]) await actions.save(recordOf(OVER, action));
  stores = { meetings, series, events: new DynamoEvents(dynamo.client, 'records'), actions };
});

afterAll(() => dynamo.close());

const run = (given: Partial<Arguments> & Pick<Arguments, 'action'>) =>
  personalData(stores, { ...GIVEN, ...given }, LATER);
const stored = async (): Promise<string> =>
  JSON.stringify([
    ...(await Promise.all([OVER, OPEN, REVERSED, OTHERS].map(({ id }) => stores.meetings.find(id)))),
    ...(await stores.series.list({ limit: 10 })).series,
    await webhooks.event(EVENT.id),
  ]);

describe('npm run personal-data', () => {
  it('exports what is kept about a person in each role, and nothing about the others', async () => {
    const { text, exitCode } = await run({ action: 'export' });
    const { meetings, series, events } = JSON.parse(text) as Record<string, { id: string; role?: string }[]>;
    expect(exitCode).toBe(0);
    expect(meetings!.map(({ id, role }) => [id, role]).toSorted()).toEqual([
      [OPEN.id, 'teacher'],
      [OVER.id, 'teacher'],
      [REVERSED.id, 'student'],
    ]);
    expect(meetings!.find(({ id }) => id === OVER.id)).toMatchObject({
      name: 'Ada',
      attendance: { first_seen_at: iso(0) },
      feedback: { rating: 5, text: 'went well' },
      mail: { to: PEOPLE.teacher_email },
      actions: [REVOKED, ENDED],
    });
    expect(series!.map(({ id }) => id).toSorted()).toEqual([ENDLESS.id, SERIES.id]);
    expect(events!.map(({ id }) => id)).toEqual([EVENT.id]);
    expect(text).not.toMatch(/Ben|ben@|Eve|eve@|nice|"ja"/);
  });

  it('finds nothing under an address that only contains the given one', async () => {
    const { text } = await run({ action: 'export', email: 'da@school.example' });
    expect(JSON.parse(text)).toMatchObject({ meetings: [], series: [], events: [] });
  });

  it('shows what it would erase, and changes nothing without --yes', async () => {
    const before = await stored();
    const { text, exitCode } = await run({ action: 'erase' });
    expect(text).toContain('would be erased from meetings: 2');
    expect(text).toContain('repeat the command with --yes');
    expect(exitCode).toBe(3);
    expect(await stored()).toBe(before);
  });

  it('erases a person from what is over and keeps the others; what is not over is listed, and repeating changes nothing', async () => {
    const { text, exitCode } = await run({ action: 'erase', yes: true });
    expect(text).toMatch(/^erased from meetings: 2 /m);
    expect(text).toContain(`erased from series: 1 (${SERIES.id})`);
    expect(text).toContain(`erased from events: 1 (${EVENT.id})`);
    expect(text).toContain(`not over, so unchanged: 2 (${OPEN.id}, ${ENDLESS.id})`);
    expect(exitCode).toBe(3);

    const over = await stores.meetings.find(OVER.id);
    expect(JSON.stringify(over)).not.toMatch(/Ada|ada@|went well/i);
    expect(over).toMatchObject({
      student_name: 'Ben',
      student_email: PEOPLE.student_email,
      feedback: { teacher: { rating: 5 }, student: { text: 'nice' } },
      mailed: { student: { to: PEOPLE.student_email } },
      attendance: OVER.attendance,
    });
    expect(await stores.meetings.find(REVERSED.id)).toMatchObject({ teacher_name: 'Eve', student_name: '–' });
    expect(await stores.meetings.find(OTHERS.id)).toEqual(OTHERS);
    expect(await stores.series.find(SERIES.id)).toMatchObject({ plan: { teacher_name: '–', student_name: 'Ben' } });
    expect(JSON.stringify(await webhooks.event(EVENT.id))).not.toMatch(/Ada|ada@/i);

    const after = await stored();
    const { text: again } = await run({ action: 'erase', yes: true });
    expect(again).toMatch(/^erased from meetings: 0$/m);
    expect(await stored()).toBe(after);
  });
});

describe('its options', () => {
  const needed = ['--email', 'ada@school.example', '--table', 'meetings', '--records', 'records'];

  it('are read', () => {
    expect(readArguments(['erase', ...needed, '--yes'])).toEqual({ ...GIVEN, action: 'erase', yes: true });
    expect(readArguments(['--help'])).toBeUndefined();
  });

  it.each([
    [[], 'export or erase'],
    [['remove', ...needed], 'export or erase'],
    [['export', 'erase', ...needed], 'export or erase'],
    [['export', ...needed, '--yes'], '--yes belongs to erase'],
    [['export', ...needed.slice(2)], '--email'],
    [['export', '--email', 'ada', ...needed.slice(2)], '--email'],
    [['export', ...needed.slice(0, 4)], '--records'],
    [['export', ...needed.slice(0, 2), ...needed.slice(4)], '--table'],
    [['export', ...needed, '--force'], '--force'],
  ])('%j are refused with a message that has "%s"', (args, message) => {
    expect(() => readArguments(args)).toThrow(BadCommand);
    expect(() => readArguments(args)).toThrow(message);
  });
});
