import { beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateRefused, Throttled } from '../../steps/domain/errors.ts';
import type { Host, Hosts, LaunchRequest } from '../../steps/ports.ts';
import { ID, t } from '../support/meeting.ts';

export interface HostsUnderTest {
  readonly hosts: Hosts;
  /** The next launch is answered so, by the service. */
  refuseNext(how: 'no capacity' | 'throttled'): void;
  /** The service drops a terminated host about an hour later, with its tags. */
  forget(instanceId: string): void;
  /** How many machines there ever were. */
  count(): number;
}

export const OTHER_ID = 'other00000000000';

const idsOf = (found: readonly Host[]): readonly string[] => found.map(({ instanceId }) => instanceId);

/** Every service of machines. */
export function hostsContract(name: string, make: () => HostsUnderTest): void {
  describe(`${name} as a service of hosts`, () => {
    let under: HostsUnderTest;
    let hosts: Hosts;

    beforeEach(() => {
      under = make();
      hosts = under.hosts;
    });

    const order = (fields: Partial<LaunchRequest> = {}): LaunchRequest => {
      const { candidates, parameters } = hosts.plan();
      const own = {
        meetingId: ID,
        revision: 1,
        role: 'room',
        attempt: 1,
        clientToken: 'token-1',
        hardEnd: t(120),
      } as const;
      return { ...own, candidate: candidates[0]!, parameters, ...fields };
    };

    it('has a plan with candidates, the same each time', () => {
      expect(hosts.plan().candidates.length).toBeGreaterThan(0);
      expect(hosts.plan()).toEqual(hosts.plan());
    });

    it('launches what the order says', async () => {
      const host = await hosts.launch(order({ revision: 3, role: 'teacher', attempt: 2 }));
      expect(host).toMatchObject({ meetingId: ID, revision: 3, role: 'teacher', attempt: 2, state: 'pending' });
      expect(await hosts.find(host.instanceId)).toEqual(host);
      expect(await hosts.ofMeeting(ID, [])).toEqual([host]);
      expect(await hosts.running()).toEqual([host]);
    });

    it('launches one host for one token, however often it is asked', async () => {
      const first = await hosts.launch(order());
      const again = await Promise.all([hosts.launch(order()), hosts.launch(order())]);
      expect(idsOf(again)).toEqual([first.instanceId, first.instanceId]);
      expect(under.count()).toBe(1);
    });

    it('launches another for another token', async () => {
      const first = await hosts.launch(order());
      const second = await hosts.launch(order({ clientToken: 'token-2', attempt: 2 }));
      expect(second.instanceId).not.toBe(first.instanceId);
    });

    it('does not take one token for two orders', async () => {
      await hosts.launch(order());
      const mismatch = expect.objectContaining({ name: 'IdempotentParameterMismatch' });
      await expect(hosts.launch(order({ hardEnd: t(180) }))).rejects.toEqual(mismatch);
      await expect(hosts.launch(order({ parameters: { launch_template_version: '9' } }))).rejects.toEqual(mismatch);
      expect(under.count()).toBe(1);
    });

    it.each([
      ['no capacity', CandidateRefused],
      ['throttled', Throttled],
    ] as const)('says so when there is %s, and launches nothing', async (how, error) => {
      under.refuseNext(how);
      await expect(hosts.launch(order())).rejects.toThrow(error);
      expect(under.count()).toBe(0);
      await hosts.launch(order({ candidate: hosts.plan().candidates.at(-1)!, clientToken: 'token-2' }));
      expect(under.count()).toBe(1);
    });

    it('tells meetings apart', async () => {
      const mine = await hosts.launch(order());
      const other = await hosts.launch(order({ meetingId: OTHER_ID, clientToken: 'token-2' }));
      expect(idsOf(await hosts.ofMeeting(ID, []))).toEqual([mine.instanceId]);
      expect(idsOf(await hosts.ofMeeting(ID, [other.instanceId]))).toEqual([mine.instanceId]);
      expect(idsOf(await hosts.running())).toEqual([mine.instanceId, other.instanceId]);
    });

    it('shows many hosts, each once', async () => {
      const launched: string[] = [];
      for (let n = 0; n < 5; n++) launched.push((await hosts.launch(order({ clientToken: `token-${n}` }))).instanceId);
      expect(idsOf(await hosts.running())).toEqual(launched);
      expect(idsOf(await hosts.ofMeeting(ID, launched))).toEqual(launched);
    });

    it('ends a host for good; it stays visible, but does not run', async () => {
      const { instanceId } = await hosts.launch(order());
      expect(await hosts.end(instanceId)).toBe('ended');
      expect(await hosts.end(instanceId)).toBe('gone');
      expect(await hosts.running()).toEqual([]);
      const [host] = await hosts.ofMeeting(ID, []);
      expect(['shutting-down', 'terminated']).toContain(host?.state);
    });

    it('reports a host as unknown once the service has forgotten it', async () => {
      const { instanceId } = await hosts.launch(order());
      await hosts.end(instanceId);
      under.forget(instanceId);
      expect(await hosts.end(instanceId)).toBe('unknown');
      expect(await hosts.find(instanceId)).toBeUndefined();
      expect(await hosts.ofMeeting(ID, [instanceId])).toEqual([]);
    });

    it('reports the hard end of a host, which is one of its tags', async () => {
      const { instanceId } = await hosts.launch(order({ hardEnd: t(120) }));
      expect(await hosts.find(instanceId)).toMatchObject({ hardEnd: t(120) });
    });

    it('answers a token with its host also when that has ended', async () => {
      const { instanceId } = await hosts.launch(order());
      await hosts.end(instanceId);
      expect((await hosts.launch(order())).instanceId).toBe(instanceId);
      expect(under.count()).toBe(1);
    });

    it('knows nothing of other ids, and that is no error', async () => {
      expect(await hosts.end('i-0ffffffffffffffff')).toBe('unknown');
      expect(await hosts.find('i-0ffffffffffffffff')).toBeUndefined();
      expect(await hosts.ofMeeting(ID, ['i-0ffffffffffffffff'])).toEqual([]);
      expect(await hosts.running()).toEqual([]);
    });
  });
}
