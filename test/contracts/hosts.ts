import { beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateRefused, ImageRefused, PendingVerification, Throttled } from '../../steps/domain/errors.ts';
import type { Hosts, LaunchRequest } from '../../steps/ports.ts';
import { aLaunch } from '../support/ec2-model.ts';
import { ID, t } from '../support/meeting.ts';

export type Refusal = 'no capacity' | 'throttled' | 'not eligible for the free plan' | 'not verified' | 'image gone';

export interface HostsUnderTest {
  readonly hosts: Hosts;
  /** Makes the service refuse the next launch. */
  refuseNext(how: Refusal): void;
  /** Makes the service drop a terminated host with its tags, as about an hour later. */
  forget(instanceId: string): Promise<void>;
  /** Number of hosts that were ever launched. */
  count(): number;
}

const OTHER_ID = 'other00000000000';

const idsOf = (found: readonly { readonly instanceId: string }[]): readonly string[] =>
  found.map(({ instanceId }) => instanceId);

export function hostsContract(name: string, make: () => HostsUnderTest): void {
  describe(`${name} (port Hosts)`, () => {
    let under: HostsUnderTest;
    let hosts: Hosts;

    beforeEach(() => {
      under = make();
      hosts = under.hosts;
    });

    const request = (fields?: Partial<LaunchRequest>): LaunchRequest => aLaunch(hosts, fields);

    it('returns the same plan with candidates each time', () => {
      expect(hosts.plan().candidates.length).toBeGreaterThan(0);
      expect(hosts.plan()).toEqual(hosts.plan());
    });

    it('launches a host as requested', async () => {
      const host = await hosts.launch(request({ revision: 3, role: 'teacher', attempt: 2 }));
      expect(host).toMatchObject({ meetingId: ID, revision: 3, role: 'teacher', attempt: 2, state: 'pending' });
      expect(await hosts.find(host.instanceId)).toEqual(host);
      expect(await hosts.ofMeeting(ID, [])).toEqual([host]);
      expect(await hosts.running()).toEqual([host]);
    });

    it('launches one host for one token, also for repeated requests', async () => {
      const first = await hosts.launch(request());
      const again = await Promise.all([hosts.launch(request()), hosts.launch(request())]);
      expect(idsOf(again)).toEqual([first.instanceId, first.instanceId]);
      expect(under.count()).toBe(1);
    });

    it('finds the host of an earlier call before it launches, although the image is gone', async () => {
      const first = await hosts.launch(request());
      under.refuseNext('image gone');
      expect(await hosts.launch(request({ again: true }))).toMatchObject({ instanceId: first.instanceId });
      expect(under.count()).toBe(1);
    });

    it('launches a host when the earlier call launched none', async () => {
      const host = await hosts.launch(request({ again: true }));
      expect(await hosts.find(host.instanceId)).toEqual(host);
      // The parameters of EC2 are the same.
      expect(await hosts.launch(request())).toMatchObject({ instanceId: host.instanceId });
    });

    it('launches another host for another token', async () => {
      const first = await hosts.launch(request());
      const second = await hosts.launch(request({ clientToken: 'token-2', attempt: 2 }));
      expect(second.instanceId).not.toBe(first.instanceId);
    });

    it('rejects a token that is used for a different request', async () => {
      await hosts.launch(request());
      const mismatch = expect.objectContaining({ name: 'IdempotentParameterMismatch' });
      await expect(hosts.launch(request({ hardEnd: t(180) }))).rejects.toEqual(mismatch);
      await expect(hosts.launch(request({ parameters: { launch_template_version: '9' } }))).rejects.toEqual(mismatch);
      expect(under.count()).toBe(1);
    });

    it.each([
      ['no capacity', CandidateRefused],
      ['throttled', Throttled],
      ['not eligible for the free plan', CandidateRefused],
      ['not verified', PendingVerification],
      ['image gone', ImageRefused],
    ] as const)('throws a named error for "%s", and launches nothing', async (how, error) => {
      under.refuseNext(how);
      await expect(hosts.launch(request())).rejects.toThrow(error);
      expect(under.count()).toBe(0);
      await hosts.launch(request({ candidate: hosts.plan().candidates.at(-1)!, clientToken: 'token-2' }));
      expect(under.count()).toBe(1);
    });

    it('finds the hosts of one meeting only', async () => {
      const mine = await hosts.launch(request());
      const other = await hosts.launch(request({ meetingId: OTHER_ID, clientToken: 'token-2' }));
      expect(idsOf(await hosts.ofMeeting(ID, []))).toEqual([mine.instanceId]);
      expect(idsOf(await hosts.ofMeeting(ID, [other.instanceId]))).toEqual([mine.instanceId]);
      expect(idsOf(await hosts.running())).toEqual([mine.instanceId, other.instanceId]);
    });

    it('lists many hosts, each once', async () => {
      const launched: string[] = [];
      for (let n = 0; n < 5; n++)
        launched.push((await hosts.launch(request({ clientToken: `token-${n}` }))).instanceId);
      expect(idsOf(await hosts.running())).toEqual(launched);
      expect(idsOf(await hosts.ofMeeting(ID, launched))).toEqual(launched);
    });

    it('ends a host: it stays visible but is not running', async () => {
      const { instanceId } = await hosts.launch(request());
      expect(await hosts.end(instanceId)).toBe('ended');
      expect(await hosts.end(instanceId)).toBe('gone');
      expect(await hosts.running()).toEqual([]);
      const [host] = await hosts.ofMeeting(ID, []);
      expect(['shutting-down', 'terminated']).toContain(host?.state);
    });

    it('reports a host as unknown once the service has forgotten it', async () => {
      const { instanceId } = await hosts.launch(request());
      await hosts.end(instanceId);
      await under.forget(instanceId);
      expect(await hosts.end(instanceId)).toBe('unknown');
      expect(await hosts.find(instanceId)).toBeUndefined();
      expect(await hosts.ofMeeting(ID, [instanceId])).toEqual([]);
    });

    it('reports the hard end of a host, which is one of its tags', async () => {
      const { instanceId } = await hosts.launch(request({ hardEnd: t(120) }));
      expect(await hosts.find(instanceId)).toMatchObject({ hardEnd: t(120) });
    });

    it('refuses the token of a host that has ended', async () => {
      const { instanceId } = await hosts.launch(request());
      await hosts.end(instanceId);
      await expect(hosts.launch(request())).rejects.toThrow(CandidateRefused);
      expect(under.count()).toBe(1);
    });

    it('returns "unknown" or nothing for other ids, without an error', async () => {
      expect(await hosts.end('i-0ffffffffffffffff')).toBe('unknown');
      expect(await hosts.find('i-0ffffffffffffffff')).toBeUndefined();
      expect(await hosts.ofMeeting(ID, ['i-0ffffffffffffffff'])).toEqual([]);
      expect(await hosts.running()).toEqual([]);
    });
  });
}
