import type { WorldOptions } from '../../simulation/world.ts';
import { interceptCalls, type PortCall } from '../../simulation/intercept-calls.ts';
import { Stage } from '../support/stage.ts';

/** What stands between all callers and their ports while the story is played. */
type Between = NonNullable<WorldOptions['between']>;
type Story = (between: Between) => Promise<unknown>;
type Around = (call: PortCall, make: () => Promise<unknown>, stage: Stage | undefined) => Promise<unknown>;

const INFINITE = Number.POSITIVE_INFINITY;
/** Minutes after the meeting time when all is over, whatever happened. */
const OVER = 200;

/** Both come for a while, one of them early; then silence. */
async function attended(stage: Stage): Promise<void> {
  await stage.stay('teacher', -4, -3);
  await stage.stay('student', 3.5, 18);
  await stage.at(OVER);
}

const nobodyComes = (stage: Stage): Promise<unknown> => stage.at(OVER);

const story =
  (act: (stage: Stage) => Promise<unknown>, options: Partial<WorldOptions> = {}): Story =>
  async (between) =>
    act(await new Stage({ ...options, between }).schedule());

/** The same, with something in the way of some calls. */
const disturbed =
  (around: Around, act: (stage: Stage) => Promise<unknown> = attended): Story =>
  async (between) => {
    let stage: Stage | undefined;
    const inner = interceptCalls((call, make) => around(call, make, stage));
    const made = new Stage({ between: (ports, caller) => inner(between(ports, caller), caller) });
    stage = made;
    // A call that is cut off is a story too: what it leaves behind is swept.
    await made.schedule().catch(() => undefined);
    await act(made);
  };

const is = (call: PortCall, what: string): boolean => `${call.caller} ${call.port}.${call.method}` === what;

/** Before the first call of this kind, something else happens. */
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

const never =
  (pattern: RegExp): Around =>
  (call, make) =>
    pattern.test(`${call.caller} ${call.port}.${call.method}`) ? Promise.reject(new Error('broken')) : make();

/** Every road on which a function asks something of AWS: a right that is needed on none of them is one too many. */
export const STORIES: Readonly<Record<string, Story>> = {
  attended: story(attended),
  'nobody comes': story(nobodyComes),
  'ended by the teacher': story(async (stage) => {
    await stage.stay('teacher', 0, 5);
    await stage.end();
    await stage.at(OVER);
  }),
  'ended by the teacher before the launch': story(async (stage) => {
    await stage.end();
    await stage.at(OVER);
  }),
  'cancelled before the launch': story(async (stage) => {
    await stage.cancel();
    await stage.at(OVER);
  }),
  'cancelled while people wait': story(async (stage) => {
    await stage.at(-2);
    await stage.cancel();
    await stage.at(OVER);
  }),
  'cancelled in the moment the room opens': disturbed(before('openRoom meetings.replace', (stage) => stage.cancel())),
  'cancelled in the moment the hold begins': disturbed(
    before('holdMeeting meetings.replace', (stage) => stage.cancel()),
  ),
  'forgotten while its host is launched': disturbed(async (call, make, stage) => {
    const answer = await make();
    if (is(call, 'launchHost hosts.launch')) stage?.world.meetings.forget(stage.id);
    return answer;
  }, nobodyComes),
  'no host gets healthy': story(nobodyComes, { behaviourOf: () => ({ healthyAfter: INFINITE }) }),
  'no capacity': story(nobodyComes, { ec2: { refusal: () => 'InsufficientInstanceCapacity' } }),
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
  'a schedule that is cut off': disturbed(never(/^schedule meetings\.replace$/), nobodyComes),
  'no launch works for hours': disturbed(never(/^launchHost/), nobodyComes),
  'no look works for hours': disturbed(never(/^decide/)),
  'what the organiser and people look at': story(async (stage) => {
    const { world, id } = stage;
    for (const route of ['getMeeting', 'getExecution', 'room'] as const) await world.request(route, { id });
    for (const route of ['listMeetings', 'getWorkflow', 'health', 'openapi'] as const) await world.request(route, {});
    await world.request('join', { id, role: 'teacher' }, undefined, { query: { key: 'x'.repeat(43) } });
    await stage.at(OVER);
  }),
};
