import { describe, expect, it, jest } from '@jest/globals';
import {
  CandidateRefused,
  CapReached,
  ImageRefused,
  LaunchUnanswered,
  NoCapacity,
  NotAccepted,
  PendingVerification,
  SlotNeverFree,
  Throttled,
} from '../../../steps/domain/errors.ts';
import { isoSeconds } from '../../../steps/domain/instants.ts';
import { hostVisibleBy } from '../../../steps/domain/launch-intent.ts';
import { IMAGE_MARK, type PublishedImage } from '../../../steps/domain/images.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import { launchHost } from '../../../steps/meeting/launch-host.ts';
import type { Host, Hosts, LaunchRequest } from '../../../steps/ports.ts';
import { fixedSettings } from '../../support/memory/fixed.ts';
import { stepPorts, aHost } from '../../support/step-ports.ts';
import { port } from '../../support/strict-ports.ts';
import { aLaunching, aMeeting, call, EXECUTION, ID, iso, t } from '../../support/meeting.ts';

const candidates = ['a', 'b'].map((zone) => ({ subnet_id: `subnet-${zone}`, instance_type: 't4g.medium' }));
const plan: Hosts['plan'] = () => ({ candidates, parameters: { launch_template_version: '3' } });
const launching = () =>
  jest.fn(async (request: LaunchRequest) => aHost({ attempt: request.attempt, launchedAt: t(-9.9) }));

describe('Launch host', () => {
  it('claims the meeting for its execution, launches one host and stores its id', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const launch = launching();
    const result = await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(result).toEqual({ waitSeconds: 30 });
    expect(await ports.row()).toMatchObject({
      status: 'LAUNCHING',
      claimed_by: EXECUTION,
      hosts: { room: { attempt: 1, instance_id: 'i-1', launched_at: iso(-9.9) } },
      intents: {},
    });
    expect(launch).toHaveBeenCalledWith({
      meetingId: ID,
      revision: 1,
      role: 'room',
      attempt: 1,
      candidate: { subnet_id: 'subnet-a', instance_type: 't4g.medium' },
      clientToken: `${ID}-1-room-1-0-0`,
      parameters: { launch_template_version: '3' },
      // Three hours after the planned end: until then the meeting can be extended.
      hardEnd: t(60 + 180),
    });
  });

  it('launches nothing when it is called again', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const launch = launching();
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch }) });
    await step(call());
    expect(await step(call())).toEqual({ waitSeconds: 30 });
    expect(launch).toHaveBeenCalledTimes(1);
  });

  it('stores the intent in the row before the launch call', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const launch = async (): Promise<never> => {
      expect((await ports.row()).intents.room).toMatchObject({ state: 'asked', client_token: `${ID}-1-room-1-0-0` });
      throw new Error('socket hang up');
    };
    await expect(launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call())).rejects.toThrow(
      'socket hang up',
    );
    expect.assertions(2);
  });

  it('repeats the same request after a lost response, also when the plan has changed', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const requests: LaunchRequest[] = [];
    const lost = async (request: LaunchRequest): Promise<never> => (
      requests.push(request),
      Promise.reject(new Error('timeout'))
    );
    await expect(launchHost({ ...ports, hosts: port('hosts', { plan, launch: lost }) })(call())).rejects.toThrow();
    const newPlan: Hosts['plan'] = () => ({
      candidates: candidates.toReversed(),
      parameters: { launch_template_version: '4' },
    });
    ports.clock.set(t(-9));
    const launch = launching();
    await launchHost({ ...ports, hosts: port('hosts', { plan: newPlan, launch }) })(call());
    // EC2 is asked for the host of the first call before anything else.
    expect(launch.mock.calls).toEqual([[{ ...requests[0], again: true }]]);
  });

  describe('with images of builds', () => {
    const imagePlan: Hosts['plan'] = () => ({ ...plan(), imageInputs: 'h1' });
    const published = (fields: Partial<PublishedImage> = {}): string =>
      JSON.stringify({
        current: { image_id: 'ami-1', build: 'b1', inputs: 'h1', created_at: iso(-600), ...fields },
      });
    const step = async (mark: string | undefined, launch: Hosts['launch'], given = imagePlan) => {
      const ports = await stepPorts(aMeeting(), -10);
      await ports.meetings.setMark(IMAGE_MARK, mark);
      const run = launchHost({ ...ports, hosts: port('hosts', { plan: given, launch }) });
      return { ...ports, run: () => run(call()) };
    };

    it('launches the host from the image, which the intent names', async () => {
      const launch = launching();
      await (await step(published(), launch)).run();
      expect(launch.mock.calls[0]?.[0].parameters).toEqual({ launch_template_version: '3', image_id: 'ami-1' });
    });

    it('asks once which image it is: the lead and the host cannot be of two', async () => {
      const learning = { ...DEFAULT_TIMETABLE, longestLead: 1_200 };
      const ports = await stepPorts(aMeeting({ timetable: learning, launch_at: iso(-20) }), -10);
      const marks = [published(), published({ image_id: 'ami-2', build: 'b2' })];
      const getMark = jest.spyOn(ports.meetings, 'getMark').mockImplementation(async () => marks.shift());
      const launch = launching();
      await launchHost({ ...ports, hosts: port('hosts', { plan: imagePlan, launch }) })(call());
      expect(getMark).toHaveBeenCalledTimes(1);
      expect(launch.mock.calls[0]?.[0].parameters).toMatchObject({ image_id: 'ami-1' });
    });

    it.each([
      ['before the first build', undefined],
      ['after a change of what is installed', published({ inputs: 'h0' })],
      ['when the mark is no such text', 'ami-1'],
    ])('launches the host without an image %s', async (_when, mark) => {
      const launch = launching();
      await (await step(mark, launch)).run();
      expect(launch.mock.calls[0]?.[0].parameters).toEqual({ launch_template_version: '3' });
    });

    it('launches the host without an image in a deployment that builds none', async () => {
      const launch = launching();
      await (await step(published(), launch, plan)).run();
      expect(launch.mock.calls[0]?.[0].parameters).toEqual({ launch_template_version: '3' });
    });

    it('repeats a launch with the image of its first call, although another one is published', async () => {
      const launch = jest.fn(launching()).mockRejectedValueOnce(new Error('timeout'));
      const { run, meetings } = await step(published(), launch);
      await expect(run()).rejects.toThrow('timeout');
      await meetings.setMark(IMAGE_MARK, published({ image_id: 'ami-2', build: 'b2' }));
      await run();
      expect(launch.mock.calls.map(([{ parameters }]) => parameters['image_id'])).toEqual(['ami-1', 'ami-1']);
    });

    it('launches without the image when EC2 no longer has it', async () => {
      const launch = jest.fn(launching()).mockRejectedValueOnce(new ImageRefused('InvalidAMIID.NotFound'));
      const { run, row } = await step(published(), launch);
      await run();
      expect(launch.mock.calls.map(([{ parameters }]) => parameters['image_id'])).toEqual(['ami-1', undefined]);
      expect(new Set(launch.mock.calls.map(([{ clientToken }]) => clientToken)).size).toBe(2);
      expect((await row()).hosts.room).toMatchObject({ instance_id: 'i-1' });
    });

    it('launches without the image after all candidates were refused with and without it', async () => {
      const launch = jest.fn(async ({ parameters }: LaunchRequest): Promise<Host> => {
        throw parameters['image_id'] === undefined ? new CandidateRefused('no capacity') : new ImageRefused('gone');
      });
      const { run } = await step(published(), launch);
      await expect(run()).rejects.toThrow(NoCapacity);
      await expect(run()).rejects.toThrow(NoCapacity);
      expect(launch.mock.calls.filter(([{ parameters }]) => parameters['image_id'] !== undefined)).toHaveLength(1);
    });
  });

  it('renews the request time with every repetition, so that tear-down waits long enough', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const lost = () => Promise.reject(new Error('timeout'));
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch: lost }) });
    await expect(step(call())).rejects.toThrow();
    ports.clock.set(t(-7));
    await expect(step(call())).rejects.toThrow();
    expect((await ports.row()).intents.room?.requested_at).toBe(iso(-7));
  });

  it('tries the next candidate with another token after a refusal', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const launch = jest.fn(async (request: LaunchRequest) => {
      if (request.candidate.subnet_id === 'subnet-a') throw new CandidateRefused('InsufficientInstanceCapacity');
      return aHost();
    });
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls.map(([request]) => request.clientToken)).toEqual([
      `${ID}-1-room-1-0-0`,
      `${ID}-1-room-1-0-1`,
    ]);
  });

  it('uses another token after a refusal only when no earlier call can still launch a host', async () => {
    const ports = await stepPorts(aMeeting(), -20);
    const tokens: string[] = [];
    const answers = new Map<number, Error>([[-20, new Error('socket hang up')]]);
    const launch = async ({ clientToken }: LaunchRequest) => {
      tokens.push(clientToken);
      throw answers.get(minute) ?? new CandidateRefused('InsufficientInstanceCapacity');
    };
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch }) });
    let minute = -20;
    for (minute of [-20, -19, -16, -15.01]) {
      ports.clock.set(t(minute));
      await expect(step(call())).rejects.toThrow(minute === -20 ? 'socket hang up' : LaunchUnanswered);
    }
    ports.clock.set(t((minute = -15)));
    await expect(step(call())).rejects.toThrow(NoCapacity);
    const first = `${ID}-1-room-1-0-0`;
    expect(tokens).toEqual([first, first, first, first, first, `${ID}-1-room-1-0-1`]);
  });

  it('uses another token at once when the earlier calls were throttled', async () => {
    const ports = await stepPorts(aMeeting(), -20);
    const launch = jest.fn(async (_request: LaunchRequest) => aHost());
    launch.mockRejectedValueOnce(new Throttled('RequestLimitExceeded'));
    launch.mockRejectedValueOnce(new CandidateRefused('InsufficientInstanceCapacity'));
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch }) });
    await expect(step(call())).rejects.toThrow(Throttled);
    await step(call());
    expect(launch.mock.calls.map(([request]) => request.clientToken.at(-1))).toEqual(['0', '0', '1']);
  });

  it('throws NoCapacity with the reason when all candidates refuse, and uses new tokens in the next call', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const refuse = async (): Promise<never> => Promise.reject(new CandidateRefused('VcpuLimitExceeded: 32'));
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch: refuse }) });
    await expect(step(call())).rejects.toThrow(NoCapacity);
    await expect(step(call())).rejects.toThrow('VcpuLimitExceeded: 32');
    const launch = launching();
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls[0]?.[0].clientToken).toBe(`${ID}-1-room-1-2-0`);
  });

  it('says in the row that AWS is still verifying the account, and tries the next candidate in the next call', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const refuse = jest.fn(async (_request: LaunchRequest): Promise<never> => {
      throw new PendingVerification('PendingVerification for t4g.medium in subnet-a');
    });
    const step = launchHost({ ...ports, hosts: port('hosts', { plan, launch: refuse }) });
    await expect(step(call())).rejects.toThrow(PendingVerification);
    expect(refuse).toHaveBeenCalledTimes(1);
    expect(await ports.row()).toMatchObject({
      progress: 'AWS is still verifying the account (PendingVerification)',
      // Nothing was launched, so a tear-down does not wait for a host.
      intents: { room: { state: 'refused' } },
    });
    const launch = launching();
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls[0]?.[0].candidate.subnet_id).toBe('subnet-b');
    expect((await ports.row()).progress).toBe('the machine is being started');
  });

  it('keeps its token when it is throttled', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const throttle = async (): Promise<never> => Promise.reject(new Throttled('RequestLimitExceeded'));
    await expect(launchHost({ ...ports, hosts: port('hosts', { plan, launch: throttle }) })(call())).rejects.toThrow(
      Throttled,
    );
    const launch = launching();
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls[0]?.[0].clientToken).toBe(`${ID}-1-room-1-0-0`);
  });

  it.each([new Throttled('table'), new CandidateRefused('table')].map((error) => ({ name: error.name, error })))(
    'the launch stays unanswered when the write after it fails with an error that would be a refusal from EC2 ($name)',
    async ({ error }) => {
      const ports = await stepPorts(aMeeting(), -10);
      let isLaunched = false;
      const launch = async () => {
        isLaunched = true;
        return aHost();
      };
      const replace = (row: Meeting, seen: number) =>
        isLaunched && row.hosts.room ? Promise.reject(error) : ports.meetings.replace(row, seen);
      const meetings = port('meetings', { find: (id: string) => ports.meetings.find(id), replace });
      await expect(launchHost({ ...ports, meetings, hosts: port('hosts', { plan, launch }) })(call())).rejects.toBe(
        error,
      );
      const intent = (await ports.row()).intents.room!;
      expect(intent).toMatchObject({ state: 'asked', index: 0 });
      expect(hostVisibleBy(intent)).toBe(t(-5));
    },
  );

  it('launches a second attempt for a host that was given up', async () => {
    const given = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(3) };
    const ports = await stepPorts(aLaunching({ hosts: { room: given } }), 3);
    const launch = jest.fn(async () => aHost({ instanceId: 'i-2', attempt: 2, launchedAt: t(3) }));
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(await ports.row()).toMatchObject({ hosts: { room: { instance_id: 'i-2', attempt: 2 } }, replaced: [given] });
  });

  it('launches one host for each of two roles', async () => {
    const ports = await stepPorts(aMeeting({ host_roles: ['teacher', 'student'] }), -10);
    const launch = jest.fn(async ({ role }: LaunchRequest) => aHost({ role, instanceId: `i-${role}` }));
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect((await ports.row()).hosts).toMatchObject({
      teacher: { instance_id: 'i-teacher' },
      student: { instance_id: 'i-student' },
    });
  });

  it.each([
    ['accepted', aMeeting({ accepted: false })],
    ['written', undefined],
  ])('throws NotAccepted for a row that is not %s yet', async (_what, row) => {
    const ports = await stepPorts(row, -10);
    await expect(launchHost({ ...ports, hosts: port('hosts', { plan }) })(call())).rejects.toThrow(NotAccepted);
    expect(await ports.row()).toEqual(row);
  });

  it.each([
    ['moved to another revision', aMeeting({ revision: 2 })],
    ['claimed by another execution', aLaunching({ claimed_by: 'another', hosts: {} })],
    ['cancelled', aMeeting({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-11) } })],
    ['ended', aMeeting({ status: 'ENDED', outcome: 'CANCELLED' })],
  ])('launches nothing for a meeting that is %s', async (_what, row) => {
    const ports = await stepPorts(row, -10);
    expect(await launchHost({ ...ports, hosts: port('hosts', { plan }) })(call())).toEqual({ waitSeconds: 0 });
    expect(await ports.row()).toEqual(row);
  });

  it('ends the host at once when the meeting ends during the launch', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const launch = async () => {
      const row = await ports.row();
      await ports.meetings.replace(
        { ...row, status: 'ENDED', outcome: 'CANCELLED', version: row.version + 1 },
        row.version,
      );
      return aHost();
    };
    const end = jest.fn(async (_id: string) => 'gone' as const);
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch, end }) })(call());
    expect(end).toHaveBeenCalledWith('i-1');
  });

  it('launches no second host when a verdict is written during the first launch', async () => {
    const ports = await stepPorts(aMeeting({ host_roles: ['teacher', 'student'] }), -10);
    const launch = jest.fn(async ({ role }: LaunchRequest) => {
      const row = await ports.row();
      const verdict = { outcome: 'CANCELLED', by: 'organiser', at: iso(-10) } as const;
      await ports.meetings.replace({ ...row, verdict, version: row.version + 1 }, row.version);
      return aHost({ role });
    });
    await launchHost({ ...ports, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch).toHaveBeenCalledTimes(1);
    expect(await ports.row()).toMatchObject({ hosts: { teacher: { instance_id: 'i-1' } }, intents: {} });
  });
});

describe('Launch host with a limit of hosts in flight', () => {
  const settings = fixedSettings({ maxInFlight: 2 });
  const OTHERS = ['other00000000000#room', 'other00000000001#room'];

  async function scene(row = aMeeting(), minutes = -10, held = OTHERS) {
    const ports = { ...(await stepPorts(row, minutes)), settings };
    await ports.slots.claim(held);
    const launch = launching();
    return { ...ports, launch, step: launchHost({ ...ports, hosts: port('hosts', { plan, launch }) }) };
  }

  it('claims a slot before the launch', async () => {
    const { step, slots, launch } = await scene(aMeeting(), -10, OTHERS.slice(0, 1));
    await step(call());
    expect(launch).toHaveBeenCalledTimes(1);
    expect(await slots.held()).toContain(`${ID}#room`);
  });

  it('launches nothing while all slots are in use, and the row says so', async () => {
    const { step, row, launch } = await scene();
    await expect(step(call())).rejects.toThrow(CapReached);
    expect(launch).not.toHaveBeenCalled();
    expect(await row()).toMatchObject({
      status: 'LAUNCHING',
      progress: 'waiting for a free machine: all 2 are in use',
      cap_reached_at: iso(-10),
      intents: {},
    });
  });

  it('launches as soon as a slot is free, and no longer says that it waits', async () => {
    const { step, slots, row, launch } = await scene();
    await expect(step(call())).rejects.toThrow(CapReached);
    await slots.release(OTHERS.slice(1));
    await step(call());
    expect(launch).toHaveBeenCalledTimes(1);
    expect((await row()).progress).toBe('the machine is being started');
  });

  it('launches a replacement in the slot of the first host', async () => {
    const given = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(3) };
    const { step, slots, launch } = await scene(aLaunching({ hosts: { room: given } }), 3, [OTHERS[0]!, `${ID}#room`]);
    await step(call());
    expect(launch.mock.calls[0]?.[0].attempt).toBe(2);
    expect(await slots.held()).toHaveLength(2);
  });

  it('claims both slots of a meeting or none, so that two meetings cannot wait for each other', async () => {
    const row = aMeeting({ host_roles: ['teacher', 'student'] });
    const { step, slots } = await scene(row, -10, OTHERS.slice(0, 1));
    await expect(step(call())).rejects.toThrow(CapReached);
    expect(await slots.held()).toEqual(OTHERS.slice(0, 1));
  });

  it('gives up at the planned end, not earlier', async () => {
    await expect((await scene(aMeeting(), 59.9)).step(call())).rejects.toThrow(CapReached);
    await expect((await scene(aMeeting(), 60)).step(call())).rejects.toThrow(SlotNeverFree);
  });

  it('claims nothing for a meeting that was cancelled while it waited', async () => {
    const verdict = { outcome: 'CANCELLED', by: 'organiser', at: iso(-9) } as const;
    const { step, slots } = await scene(aLaunching({ hosts: {}, verdict }), -8, []);
    expect(await step(call())).toEqual({ waitSeconds: 0 });
    expect(await slots.held()).toEqual([]);
  });
});

describe('Launch host with a lead that is learned', () => {
  const timetable = { ...DEFAULT_TIMETABLE, longestLead: 1_200 };
  const planned = (fields: Partial<Meeting> = {}): Meeting =>
    aMeeting({ launch_at: isoSeconds(t(-20)), timetable, ...fields });
  const BOOT = 'stand-in#template-3';

  /** Twenty meetings waited so long. */
  async function woken(row: Meeting, minutes: number, seconds?: number) {
    const ports = await stepPorts(row, minutes);
    const times = Array.from({ length: 20 }, (_, index) => ({ id: `m${index}`, seconds: seconds ?? 0 }));
    if (seconds !== undefined)
      await ports.readyTimes.replace(BOOT, { organiser: 'default', version: 1, times, expires_at: 1 }, 0);
    const launch = launching();
    return { ...ports, launch, step: launchHost({ ...ports, hosts: port('hosts', { plan, launch }) }) };
  }

  it('writes the launch time to the row when it is early, and launches then', async () => {
    const { step, launch, row, clock } = await woken(planned(), -20, 100);
    // 100 seconds, a tenth more, and 90 seconds: the execution wakes 20 minutes before.
    expect(await step(call())).toEqual({ waitSeconds: 1_000 });
    expect(await row()).toMatchObject({ status: 'SCHEDULED', launch_lead: 200, launch_at: isoSeconds(t(0) - 200_000) });
    expect(launch).not.toHaveBeenCalled();
    clock.advance(400_000);
    expect(await step(call())).toEqual({ waitSeconds: 600 });
    clock.advance(600_000);
    expect(await step(call())).toEqual({ waitSeconds: 30 });
    expect(launch).toHaveBeenCalledTimes(1);
    expect(await row()).toMatchObject({ status: 'LAUNCHING', hosts: { room: { image: 'template-3' } } });
  });

  it('keeps the lead that it learned first', async () => {
    const { step, readyTimes, row } = await woken(planned(), -20, 100);
    await step(call());
    await readyTimes.replace(BOOT, { organiser: 'default', version: 2, times: [], expires_at: 1 }, 1);
    await step(call());
    expect(await row()).toMatchObject({ launch_lead: 200 });
  });

  it('launches at once when hosts need the longest lead, or the meeting was scheduled late', async () => {
    const slow = await woken(planned(), -20, 1_100);
    expect(await slow.step(call())).toEqual({ waitSeconds: 30 });
    const late = await woken(planned({ launch_at: isoSeconds(t(-3)) }), -3, 100);
    expect(await late.step(call())).toEqual({ waitSeconds: 30 });
    expect(await late.row()).toMatchObject({ launch_at: isoSeconds(t(-3)) });
  });

  it('uses the fixed lead without observations, or when they cannot be read', async () => {
    const { step, row } = await woken(planned(), -20);
    expect(await step(call())).toEqual({ waitSeconds: 600 });
    expect(await row()).toMatchObject({ launch_lead: 600, launch_at: isoSeconds(t(-10)) });
    const broken = await stepPorts(planned(), -20);
    const find = async (): Promise<never> => Promise.reject(new Error('ProvisionedThroughputExceededException'));
    const ports = { ...broken, readyTimes: port('readyTimes', { find }), hosts: port('hosts', { plan }) };
    expect(await launchHost(ports)(call())).toEqual({ waitSeconds: 600 });
  });

  it.each<[string, Meeting]>([
    ['was moved', planned({ revision: 2 })],
    ['has a verdict', planned({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-30) } })],
  ])('writes nothing for a meeting that %s', async (_what, meeting) => {
    const { step, row } = await woken(meeting, -20, 100);
    expect(await step(call())).toEqual({ waitSeconds: 0 });
    expect((await row()).launch_lead).toBeUndefined();
  });

  it('does not look for a lead when that is fixed', async () => {
    const ports = await stepPorts(aMeeting(), -10);
    const hosts = port('hosts', { plan, launch: launching() });
    expect(await launchHost({ ...ports, readyTimes: port('readyTimes'), hosts })(call())).toEqual({ waitSeconds: 30 });
    // A row of version 0.1.0.
    const { longestLead: _new, ...old } = DEFAULT_TIMETABLE;
    const before = await stepPorts(aMeeting({ timetable: old as typeof timetable }), -10);
    expect(await launchHost({ ...before, readyTimes: port('readyTimes'), hosts })(call())).toEqual({ waitSeconds: 30 });
  });
});
