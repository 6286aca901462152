import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { MeetingDetails } from '../../steps/api/http/response-schemas.ts';
import { GRACE, iso, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

/** What the organiser reads about the end of the meeting. */
async function shown(stage: Stage): Promise<Pick<MeetingDetails, 'outcome' | 'decided_at' | 'because'>> {
  const { body } = await stage.world.request('getMeeting', { id: stage.id });
  const { outcome, decided_at, because } = JSON.parse(body) as MeetingDetails;
  return { outcome, decided_at, because };
}

const listening = { listening_from: expect.any(String), listening_until: expect.any(String) };

describe('the organiser sees why a meeting ended', () => {
  it('nobody came, and presence could be reported through the whole window', async () => {
    const stage = await new Stage().schedule();
    await stage.at(16);
    const { because, ...end } = await shown(stage);
    expect(end).toEqual({ outcome: 'NO_SHOW', decided_at: iso(15) });
    expect(because).toEqual(listening);
    expect(Date.parse(because!.listening_from!)).toBeLessThan(t(0));
    expect(Date.parse(because!.listening_until!)).toBeGreaterThan(t(15));
  });

  it('everybody left, and the host counted nobody', async () => {
    let people = 2;
    const stage = await new Stage({ ec2: { people: () => people } }).schedule();
    await stage.stay('teacher', 0, 20);
    people = 0;
    await stage.at(26);
    expect(await shown(stage)).toEqual({
      outcome: 'COMPLETED',
      decided_at: iso(20 + GRACE),
      because: { host_count: 0, host_counted_at: iso(20 + GRACE), last_heard_at: iso(20), ...listening },
    });
  });

  it('the time limit, with people whom the host counted', async () => {
    const options: Partial<WorldOptions> = {
      ec2: { people: () => 2 },
      refused: (route) => (route === 'presence' ? 500 : undefined),
    };
    const stage = await new Stage(options).schedule();
    await stage.at(121);
    expect(await shown(stage)).toMatchObject({ outcome: 'TIME_LIMIT', because: { last_heard_at: expect.any(String) } });
    expect((await shown(stage)).because).not.toHaveProperty('listening_from');
  });

  it("a lost host, with EC2's answer", async () => {
    const stage = await new Stage({ behaviourOf: () => ({ stopsAfter: 20 * 60_000 }) }).schedule();
    await stage.stay('teacher', 0, 9.9);
    await stage.at(11);
    expect(await shown(stage)).toMatchObject({
      outcome: 'FAILED',
      because: { host_state: 'stopped', last_heard_at: iso(9.9) },
    });
  });

  it('the teacher ended it', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 10);
    await stage.end();
    expect(await shown(stage)).toEqual({
      outcome: 'COMPLETED',
      decided_at: iso(10),
      because: { last_heard_at: iso(10) },
    });
  });

  it('no room opened: there is nothing to know about it', async () => {
    const stage = await new Stage({ behaviourOf: () => ({ healthyAfter: Infinity }) }).schedule();
    await stage.at(30);
    expect(await shown(stage)).toEqual({ outcome: 'FAILED', decided_at: expect.any(String) });
  });

  it('the evidence contains no keys, tokens or addresses', async () => {
    const stage = await new Stage({ ec2: { people: () => 0 } }).schedule();
    await stage.stay('teacher', 0, 20);
    await stage.at(30);
    const { because } = (await stage.row).verdict!;
    expect(Object.keys(because!).toSorted()).toEqual([
      'host_count',
      'host_counted_at',
      'last_heard_at',
      'listening_from',
      'listening_until',
    ]);
  });
});
