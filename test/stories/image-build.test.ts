import { describe, expect, it } from '@jest/globals';
import type { BuildBehaviour } from '../../local/builds.ts';
import { interceptCalls, type PortCall } from '../../simulation/world/intercept-calls.ts';
import { IMAGE_INPUTS } from '../../simulation/world/build-world.ts';
import { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { BUILD_FUNCTIONS } from '../../statemachine/image-build.ts';
import { BUILD_LIMIT, IMAGE_MARK, publishedImages, type PublishedImages } from '../../steps/domain/images.ts';
import { DAY, HOUR, MINUTE } from '../../steps/domain/instants.ts';
import { aLaunch } from '../support/ec2-model.ts';
import { t } from '../support/meeting.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** A deployment that builds images, and its builds. */
class Builder {
  readonly world: World;

  constructor(behaviour: (build: string) => Partial<BuildBehaviour> = () => ({}), options: Partial<WorldOptions> = {}) {
    this.world = new World({ start: t(0), restsUntil: DAY, ...options, images: { behaviourOf: behaviour } });
  }

  /** Builds, and returns the status of the execution. */
  async build(name: string, input: object = {}): Promise<string> {
    const { engine } = this.world.images;
    engine.start(name, input);
    while (engine.describe(name).status === 'RUNNING') await this.world.run(this.world.now + 5 * MINUTE);
    return engine.describe(name).status;
  }

  async published(): Promise<PublishedImages | undefined> {
    return publishedImages(await this.world.meetings.getMark(IMAGE_MARK));
  }

  /** Images and running hosts of builds. */
  async left(): Promise<{ images: number; hosts: number }> {
    const { builds } = this.world.images;
    return { images: (await builds.all()).length, hosts: builds.running().length };
  }

  path(name: string): string[] {
    return this.world.images.engine
      .history(name)
      .flatMap(({ type, state }) => (type.endsWith('Entered') ? [state!] : []));
  }
}

describe('a build of an image', () => {
  it('installs a host, makes an image of it, tests a host from the image, publishes it and ends both', async () => {
    const builder = new Builder();
    expect(await builder.build('first')).toBe('SUCCEEDED');
    const path = builder.path('first').filter((state) => !/\?$|^Wait/.test(state));
    expect(path.filter((state, index) => state !== path[index - 1])).toEqual([
      'Install host',
      'Create image',
      'Test image',
      'Publish image',
      'End build',
      'Image built',
    ]);
    expect(await builder.published()).toMatchObject({ current: { inputs: IMAGE_INPUTS } });
    expect(await builder.left()).toEqual({ images: 1, hosts: 0 });
    expect(builder.world.images.builds.machines().map(({ order }) => order.purpose)).toEqual(['install', 'test']);
  });

  it('takes less than 200 transitions, with a slow EC2', async () => {
    const builder = new Builder(() => ({ installedAfter: 8 * MINUTE, imageAfter: 15 * MINUTE }));
    await builder.build('first');
    expect(builder.path('first').length).toBeLessThan(200);
  });

  it('is not made while the image is young, and again after a month', async () => {
    const builder = new Builder();
    await builder.build('first');
    const before = await builder.published();
    expect(await builder.build('second')).toBe('SUCCEEDED');
    expect(builder.path('second')).toContain('No build due');
    expect(await builder.published()).toEqual(before);
    await builder.world.run(builder.world.now + 30 * DAY);
    await builder.build('third');
    expect(await builder.published()).toMatchObject({ former: before!.current });
  });

  it('that another build makes needless while it installs its host ends that host', async () => {
    let slow: string | undefined;
    const builder = new Builder((build) => ({ installedAfter: build === (slow ??= build) ? 30 * MINUTE : MINUTE }));
    const { engine } = builder.world.images;
    engine.start('slow', {});
    await builder.world.run(t(3));
    expect(await builder.build('forced', { force: true })).toBe('SUCCEEDED');
    const published = await builder.published();
    await builder.world.run(t(35));
    expect(builder.path('slow')).toContain('No build due');
    expect(await builder.left()).toEqual({ images: 1, hosts: 0 });
    expect(await builder.published()).toEqual(published);
  });

  it('keeps the former image, and removes the one before', async () => {
    const builder = new Builder();
    await builder.build('first');
    await builder.build('second', { force: true });
    expect((await builder.left()).images).toBe(2);
    // A younger one could belong to another build that is running.
    await builder.world.run(builder.world.now + BUILD_LIMIT);
    await builder.build('third', { force: true });
    expect((await builder.left()).images).toBe(2);
    const { current, former } = (await builder.published())!;
    const kept = (await builder.world.images.builds.all()).map(({ build }) => build);
    expect(kept.toSorted()).toEqual([current.build, former!.build].toSorted());
  });

  it.each<[string, Partial<BuildBehaviour>, string]>([
    ['the host is never installed', { installedAfter: NEVER }, 'did not finish its installation in time'],
    ['EC2 cannot make the image', { imageFails: true }, 'could not make the image'],
    ['EC2 does not finish the image', { imageAfter: NEVER }, 'did not finish the image in time'],
    ['the test host is never ready', { readyAfter: NEVER }, 'a host from the image is not ready'],
  ])('that fails changes nothing and leaves nothing: %s', async (_what, behaviour, cause) => {
    let broken: Partial<BuildBehaviour> = {};
    const builder = new Builder(() => broken);
    await builder.build('first');
    const before = await builder.published();
    broken = behaviour;
    expect(await builder.build('broken', { force: true })).toBe('FAILED');
    expect(builder.world.images.engine.describe('broken')).toMatchObject({
      error: 'BuildFailed',
      cause: expect.stringContaining(cause),
    });
    expect(await builder.published()).toEqual(before);
    expect(builder.world.images.builds.running()).toEqual([]);
    broken = {};
    expect(await builder.left()).toEqual({ images: 1, hosts: 0 });
  });

  it('publishes nothing after a deployment that changes what is installed', async () => {
    const builder = new Builder();
    const { hosts } = builder.world.ports;
    builder.world.images.engine.start('first', {});
    await builder.world.run(t(8));
    Object.assign(hosts, { plan: () => ({ ...aPlan(hosts), imageInputs: 'inputs-2' }) });
    await builder.world.run(t(180));
    expect(builder.world.images.engine.describe('first')).toMatchObject({ status: 'FAILED' });
    expect(await builder.published()).toBeUndefined();
    expect(await builder.left()).toEqual({ images: 0, hosts: 0 });
  });

  it('lets launches use the image before it until it is published', async () => {
    const builder = new Builder();
    await builder.build('first');
    const before = await builder.published();
    builder.world.images.engine.start('second', { force: true });
    await builder.world.run(builder.world.now + 12 * MINUTE);
    expect((await builder.left()).hosts).toBeGreaterThan(0);
    expect(await builder.published()).toEqual(before);
  });
});

const aPlan = (hosts: World['ports']['hosts']) => {
  const { candidate, parameters } = aLaunch(hosts);
  return { candidates: [candidate], parameters };
};

/** Calls of the steps of builds. */
const isOfBuild = ({ caller }: PortCall): boolean => BUILD_FUNCTIONS.some((name) => name === caller);

/** Runs a build in which the nth call fails, before or after its effect. */
async function interrupted(nth: number, when: 'before' | 'after'): Promise<{ builder: Builder; happened: boolean }> {
  let calls = 0;
  let happened = false;
  const builder: Builder = new Builder(undefined, {
    between: interceptCalls(async (call, make) => {
      if (!isOfBuild(call) || call.port === 'imageCheck' || (calls += 1) !== nth) return make();
      happened = true;
      if (when === 'after') await make();
      throw new Error('socket hang up');
    }),
  });
  await builder.build('first');
  return { builder, happened };
}

describe('a build that is interrupted', () => {
  it.each(['before', 'after'] as const)(
    '%s each of its calls publishes one image all the same, and leaves nothing',
    async (when) => {
      let nth = 1;
      for (; ; nth += 1) {
        const { builder, happened } = await interrupted(nth, when);
        expect(builder.world.images.engine.describe('first').status).toBe('SUCCEEDED');
        expect(await builder.published()).toMatchObject({ current: { inputs: IMAGE_INPUTS } });
        expect(await builder.left()).toEqual({ images: 1, hosts: 0 });
        if (!happened) break;
      }
      expect(nth).toBeGreaterThan(20);
    },
  );

  it.each([2, 8, 12])(
    'for ever, %d minutes after its start, leaves hosts to the sweep and the image to the next build',
    async (minutes) => {
      const builder = new Builder();
      const { engine, builds } = builder.world.images;
      engine.start('first', {});
      await builder.world.run(t(minutes));
      engine.stop('first', 'Aborted', 'by an operator');
      expect(builds.running().length).toBeGreaterThan(0);
      await builder.world.run(t(0) + BUILD_LIMIT + 6 * MINUTE);
      expect(builds.running()).toEqual([]);
      expect(await builder.published()).toBeUndefined();
      await builder.world.run(t(0) + DAY);
      expect(await builder.build('next')).toBe('SUCCEEDED');
      expect(await builder.left()).toEqual({ images: 1, hosts: 0 });
    },
  );
});

it('the sweep leaves the hosts of a running build alone', async () => {
  const builder = new Builder(() => ({ installedAfter: 30 * MINUTE }));
  builder.world.images.engine.start('first', {});
  await builder.world.run(t(29));
  expect(builder.world.images.builds.running()).toHaveLength(1);
  await builder.world.run(t(0) + HOUR);
  expect(await builder.published()).toBeDefined();
});
