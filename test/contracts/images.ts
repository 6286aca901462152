import { beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../steps/domain/instants.ts';
import type { BuildHosts, BuildLaunch, Images } from '../../steps/image/ports.ts';
import { type Hosts, isBuildHost } from '../../steps/ports.ts';
import { aLaunch } from '../support/ec2-model.ts';
import { t } from '../support/meeting.ts';

export interface BuildsUnderTest {
  readonly hosts: Hosts;
  readonly buildHosts: BuildHosts;
  readonly images: Images;
  /** The host powers off, because it is installed. */
  powerOff(instanceId: string): Promise<void>;
  /** EC2 has copied the disk. */
  finishImage(): Promise<void>;
}

const BUILD = 'build00000000001';
const OTHER_BUILD = 'build00000000002';

/** Hosts of builds and images: what the steps of a build rely on. */
export function imagesContract(name: string, make: () => BuildsUnderTest): void {
  describe(`${name} (ports BuildHosts, Images)`, () => {
    let under: BuildsUnderTest;
    beforeEach(() => {
      under = make();
    });

    const order = (fields: Partial<BuildLaunch> = {}): BuildLaunch => ({
      build: BUILD,
      purpose: 'install',
      inputs: 'h1',
      candidate: under.hosts.plan().candidates[0]!,
      clientToken: `${BUILD}-install-0`,
      hardEnd: t(120),
      ...fields,
    });
    const installed = async (build = BUILD) => {
      const { instanceId } = await under.buildHosts.launch(order({ build, clientToken: `${build}-install-0` }));
      await under.powerOff(instanceId);
      return (await under.buildHosts.ofBuild(build))[0]!;
    };

    it('launches a host of a build, at most one for a token', async () => {
      const host = await under.buildHosts.launch(order());
      expect(host).toMatchObject({ build: BUILD, purpose: 'install', inputs: 'h1', state: 'pending', hardEnd: t(120) });
      expect(host).not.toHaveProperty('meetingId');
      expect((await under.buildHosts.launch(order())).instanceId).toBe(host.instanceId);
      expect(await under.buildHosts.ofBuild(BUILD)).toEqual([host]);
      expect(await under.buildHosts.ofBuild(OTHER_BUILD)).toEqual([]);
    });

    it('rejects a token that is used for a different request', async () => {
      await under.buildHosts.launch(order());
      await expect(under.buildHosts.launch(order({ hardEnd: t(121) }))).rejects.toMatchObject({
        name: 'IdempotentParameterMismatch',
      });
    });

    it('shows its hosts among the running ones, and never as the host of a meeting', async () => {
      const host = await under.buildHosts.launch(order());
      const meeting = await under.hosts.launch(aLaunch(under.hosts));
      const running = await under.hosts.running();
      expect(running.filter(isBuildHost)).toEqual([host]);
      expect(running.map(({ instanceId }) => instanceId)).toContain(meeting.instanceId);
      expect(await under.hosts.find(host.instanceId)).toEqual(host);
      expect(await under.hosts.ofMeeting(meeting.meetingId, [host.instanceId])).toHaveLength(1);
    });

    it('ends a host of a build like any other, also a stopped one', async () => {
      const { instanceId } = await installed();
      expect((await under.hosts.running()).map(({ state }) => state)).toEqual(['stopped']);
      expect(await under.hosts.end(instanceId)).toBe('ended');
      expect(await under.hosts.end(instanceId)).toBe('gone');
      expect(await under.hosts.running()).toEqual([]);
    });

    it('makes one image of an installed host, with the inputs of the host', async () => {
      const host = await installed();
      await under.images.create(host);
      await under.images.create(host);
      const images = await under.images.all();
      expect(images).toEqual([expect.objectContaining({ build: BUILD, inputs: 'h1', state: 'pending' })]);
      expect(images[0]?.createdAt).toBeGreaterThan(t(-60));
      await under.finishImage();
      expect(await under.images.all()).toMatchObject([{ build: BUILD, state: 'available' }]);
    });

    it('keeps an image after its host has ended', async () => {
      const host = await installed();
      await under.images.create(host);
      await under.hosts.end(host.instanceId);
      expect(await under.images.all()).toHaveLength(1);
    });

    it('launches a test host from the image', async () => {
      await under.images.create(await installed());
      await under.finishImage();
      const [image] = await under.images.all();
      const test = await under.buildHosts.launch(
        order({ purpose: 'test', clientToken: `${BUILD}-test-0`, imageId: image!.imageId! }),
      );
      expect(test).toMatchObject({ purpose: 'test', state: 'pending' });
    });

    it('removes the image of one build, repeatably', async () => {
      for (const build of [BUILD, OTHER_BUILD]) await under.images.create(await installed(build));
      await under.images.remove(BUILD);
      await under.images.remove(BUILD);
      expect((await under.images.all()).map(({ build }) => build)).toEqual([OTHER_BUILD]);
    });
  });
}

/** Longer than EC2 takes. */
export const A_WHILE = 10 * MINUTE;
