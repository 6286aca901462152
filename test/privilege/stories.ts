import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { interceptCalls, type PortCall } from '../../simulation/world/intercept-calls.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { t } from '../support/meeting.ts';
import { LESSON, Stage } from '../support/stage.ts';

type Between = NonNullable<WorldOptions['between']>;
type Story = (between: Between) => Promise<unknown>;
type Around = (call: PortCall, make: () => Promise<unknown>, stage: Stage | undefined) => Promise<unknown>;

const INFINITE = Number.POSITIVE_INFINITY;
/** Minutes after the meeting time; every story has ended by then. */
const OVER = 200;
const EMAILS = { teacher_email: 'ada@school.example', student_email: 'ben@home.example' };

/** The teacher is in the room early, the student later; then the room is empty. */
async function attended(stage: Stage): Promise<void> {
  await stage.stay('teacher', -4, -3);
  await stage.stay('student', 3.5, 18);
  await stage.at(OVER);
}

const nobodyJoins = (stage: Stage): Promise<unknown> => stage.at(OVER);

const story =
  (act: (stage: Stage) => Promise<unknown>, options: Partial<WorldOptions> = {}): Story =>
  async (between) =>
    act(await new Stage({ ...options, between }).schedule());

/** A story in which `around` changes some port calls. */
const disturbed =
  (around: Around, act: (stage: Stage) => Promise<unknown> = attended): Story =>
  async (between) => {
    let stage: Stage | undefined;
    const inner = interceptCalls((call, make) => around(call, make, stage));
    const made = new Stage({ between: (ports, caller) => inner(between(ports, caller), caller) });
    stage = made;
    // An interrupted scheduling call is also a story: the sweep removes its leftovers.
    await made.schedule().catch(() => undefined);
    await act(made);
  };

const is = (call: PortCall, what: string): boolean => `${call.caller} ${call.port}.${call.method}` === what;

/** Runs `happens` before the first call of this kind. */
const before = (what: string, happens: (stage: Stage) => Promise<unknown>): Around => {
  let done = false;
  return async (call, make, stage) => {
    if (!done && is(call, what) && stage) {
      done = true;
      await happens(stage);
    }
    return make();
  };
};

/** The first response of this call is lost. */
const lostOnce = (what: string): Around => {
  let done = false;
  return async (call, make) => {
    const result = await make();
    if (done || !is(call, what)) return result;
    done = true;
    throw new Error('socket hang up');
  };
};

const never =
  (pattern: RegExp): Around =>
  (call, make) =>
    pattern.test(`${call.caller} ${call.port}.${call.method}`) ? Promise.reject(new Error('broken')) : make();

/** Together, these use every AWS call of every function. A permission that none of them needs is superfluous. */
export const STORIES: Readonly<Record<string, Story>> = {
  attended: story(attended),
  'attended, as the host reports': story(async (stage) => {
    const key = linkKey(await stage.world.ports.secrets.linkSecret(undefined), { id: stage.id }, 'host');
    for (const minute of [-2, 3, 7]) {
      await stage.at(minute);
      await stage.world.request('hostPresence', { id: stage.id }, { event: 'present' }, keyHeader(key));
    }
    await stage.at(OVER);
  }),
  'nobody joins': story(nobodyJoins),
  'people wait, and give feedback': story(async (stage) => {
    await stage.at(-5);
    await stage.say('teacher', 'waiting');
    await stage.stay('teacher', 0, 5);
    await stage.at(OVER);
    await stage.rate('teacher', 5);
  }),
  'late, and extended': story(async (stage) => {
    const key = keyHeader(stage.keyOf('teacher'));
    await stage.at(-2);
    await stage.world.request('startLate', { id: stage.id }, { minutes: 5 }, key);
    await stage.stay('teacher', 5, 10);
    await stage.world.request('extendMeeting', { id: stage.id }, { minutes: 5 }, key);
    await stage.at(OVER);
  }),
  'ended by the teacher': story(async (stage) => {
    await stage.stay('teacher', 0, 5);
    await stage.end();
    await stage.at(OVER);
  }),
  'ended by the teacher before the launch': story(async (stage) => {
    await stage.end();
    await stage.at(OVER);
  }),
  'moved to another time': story(async (stage) => {
    const meet_time = new Date(stage.world.now + 2 * 3_600_000).toISOString();
    await stage.world.request('changeMeeting', { id: stage.id }, { meet_time });
    await stage.at(OVER);
  }),
  'a move is interrupted at the launch, and the meeting cancelled': disturbed(
    never(/^changeMeeting workflow\.start$/),
    async (stage) => {
      await stage.at(-11);
      const meet_time = new Date(stage.world.now + 2 * 3_600_000).toISOString();
      await stage.world.request('changeMeeting', { id: stage.id }, { meet_time });
      await stage.at(-8);
      await stage.cancel();
      await stage.at(OVER);
    },
  ),
  'cancelled before the launch': story(async (stage) => {
    await stage.cancel();
    await stage.at(OVER);
  }),
  'cancelled while people wait': story(async (stage) => {
    await stage.at(-2);
    await stage.cancel();
    await stage.at(OVER);
  }),
  'cancelled while the room opens': disturbed(before('openRoom meetings.replace', (stage) => stage.cancel())),
  'cancelled while the hold starts': disturbed(before('holdMeeting meetings.replace', (stage) => stage.cancel())),
  'the row is deleted during the launch': disturbed(async (call, make, stage) => {
    const result = await make();
    if (is(call, 'launchHost hosts.launch')) stage?.world.meetings.forget(stage.id);
    return result;
  }, nobodyJoins),
  'no host gets healthy': story(nobodyJoins, { behaviourOf: () => ({ healthyAfter: INFINITE }) }),
  'no capacity': story(nobodyJoins, { ec2: { refusal: () => 'InsufficientInstanceCapacity' } }),
  'the response of a launch is lost': disturbed(lostOnce('launchHost hosts.launch')),
  'the host is lost': story(attended, { behaviourOf: () => ({ diesAfter: 20 * 60_000 }) }),
  'the execution is aborted': story(async (stage) => {
    await stage.at(2);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.at(OVER);
  }),
  'the execution is aborted before the launch': story(async (stage) => {
    await stage.at(-30);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.at(OVER);
  }),
  'the scheduling call is interrupted': disturbed(never(/^schedule meetings\.replace$/), nobodyJoins),
  'launchHost fails for hours': disturbed(never(/^launchHost/), nobodyJoins),
  'decide fails for hours': disturbed(never(/^decide/)),
  'a series that ends': story(async (stage) => {
    const { world } = stage;
    const body = { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=DAILY' };
    const key = { headers: { 'idempotency-key': 'series' } };
    for (let calls = 0; calls < 2; calls++) await world.request('createSeries', {}, body, key);
    await world.run(world.now + 1);
    const id = (await world.series.list({ limit: 1 })).series[0]!.id;
    await world.fillSeries({});
    await world.request('previewSeries', {}, body);
    await world.request('listSeries', {});
    await world.request('getSeries', { id });
    const { body: links } = await world.request('getSeriesLinks', { id });
    const { teacher_link } = JSON.parse(links) as { teacher_link: string };
    const linkKeyHeader = keyHeader(new URL(teacher_link).searchParams.get('key')!);
    await world.request('openSeries', { id, role: 'teacher' }, undefined, linkKeyHeader);
    const first = (await world.meetings.list({ openOrEnded: 'open', limit: 10 })).meetings.find(
      (each) => each.series_id === id,
    )!;
    const own = JSON.parse((await world.request('getLinks', { id: first.id })).body) as { student_link: string };
    await world.request('cancelMeeting', { id: first.id });
    const ownKey = keyHeader(new URL(own.student_link).searchParams.get('key')!);
    await world.request('join', { id: first.id, role: 'student' }, undefined, ownKey);
    await world.request('revokeSeriesLink', { id, role: 'teacher' });
    await world.request('changeSeries', { id }, { teacher_name: 'Eve' }, { query: { from: '2026-12-09' } });
    const { followed_by: next } = (await world.series.find(id))!;
    await world.request('changeSeries', { id: next! }, { organiser: 'https://issuer.example#ada' });
    await world.request('endSeries', { id });
    await stage.at(OVER);
  }),
  'names that are too old': story(
    async (stage) => {
      const { world } = stage;
      await world.request('createSeries', {}, { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=DAILY;COUNT=2' });
      await stage.at(OVER);
      await world.run(world.now + 3 * 86_400_000);
      await world.forgetNames();
    },
    { retention: { days: 1 } },
  ),
  'the calendar feed': story(async (stage) => {
    const { world } = stage;
    const { address } = JSON.parse((await world.request('createCalendar', {}, {})).body) as { address: string };
    await world.request('getCalendar', {});
    await world.request('readCalendar', { file: address.split('/').at(-1)! });
    await world.request('revokeCalendar', {});
    await stage.at(OVER);
  }),
  'events for a webhook': story(
    async (stage) => {
      const { world } = stage;
      const created = await world.request('createWebhook', {}, { url: 'https://crm.example/hooks' });
      const { id } = JSON.parse(created.body) as { id: string };
      await world.request('listWebhooks', {});
      await world.request('getWebhook', { id });
      await world.request('rotateWebhookSecret', { id });
      await stage.stay('teacher', 0, 5);
      await stage.at(OVER);
      await world.request('changeWebhook', { id }, { description: 'CRM' });
      await world.request('testWebhook', { id });
      await world.run(world.now + 60_000);
      await world.request('listDeliveries', { id });
      const [delivery] = await world.telling.webhooks.deliveries(id, 1);
      await world.request('retryDelivery', { id, delivery: delivery!.event_id });
      await world.request('deleteWebhook', { id });
      await world.run(world.now + 60_000);
    },
    // The first answer of each kind: a delivery that failed, and others.
    { telling: true, answer: ({ body }) => ({ accepted: !body.includes('ready'), status: 200, duration_ms: 40 }) },
  ),
  'mails of a meeting': async (between) => {
    const stage = new Stage({ between, mail: {}, start: t(-25 * 60) });
    await stage.schedule(EMAILS);
    const { world } = stage;
    await world.request('createSeries', {}, { ...LESSON, ...EMAILS, time_zone: 'UTC', rrule: 'FREQ=DAILY;COUNT=2' });
    await stage.at(0);
    for (const { unsubscribe } of world.mailing.mail.delivered) {
      if (unsubscribe === undefined) continue;
      const token = unsubscribe.split('/').at(-1)!;
      for (const route of ['askUnsubscribe', 'unsubscribe'] as const) await world.request(route, { token });
    }
    for (const mail of world.mailing.mail.delivered.slice(0, 4)) await world.mailing.report(mail, 'Bounce');
    await stage.at(OVER);
  },
  'all read routes': story(async (stage) => {
    const { world, id } = stage;
    for (const route of ['getMeeting', 'getExecution', 'getActions', 'getLinks', 'room'] as const)
      await world.request(route, { id });
    for (const route of ['listMeetings', 'getOverview', 'getWorkflow', 'health', 'openapi'] as const)
      await world.request(route, {});
    await world.request('revokeLink', { id, role: 'student' });
    await world.request('join', { id, role: 'teacher' }, undefined, keyHeader('x'.repeat(43)));
    await stage.at(OVER);
    const query = { from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z' };
    await world.request('getAttendance', {}, undefined, { query });
  }),
};
