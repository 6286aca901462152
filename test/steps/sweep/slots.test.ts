import { describe, expect, it } from '@jest/globals';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { Host } from '../../../steps/ports.ts';
import { countFailures } from '../../../steps/sweep/attempt.ts';
import { sweepSlots } from '../../../steps/sweep/slots.ts';
import { aLaunching, aMeeting, aReady, ID } from '../../support/meeting.ts';
import { aHost, stepPorts } from '../../support/step-ports.ts';

const SLOT = `${ID}#room`;

async function heldAfter(row: Meeting | undefined, held: readonly string[], running?: readonly Host[]) {
  const ports = await stepPorts(row, 0);
  await ports.slots.claim(held);
  await sweepSlots(ports, running, countFailures(ports.log));
  return ports.slots.held();
}

describe('the sweep of slots', () => {
  const ended = aMeeting({ status: 'ENDED', outcome: 'COMPLETED' });

  it.each<[string, Meeting | undefined]>([
    ['an ended meeting', ended],
    ['a meeting without a row', undefined],
  ])('releases the slot of %s', async (_which, row) => {
    expect(await heldAfter(row, [SLOT], [])).toEqual([]);
    expect(await heldAfter(row, [SLOT])).toEqual([]);
  });

  it.each<[string, Meeting]>([
    ['that launches', aLaunching({ hosts: {} })],
    ['that is open', aReady()],
  ])('keeps the slot of a meeting %s, also when EC2 shows no host', async (_which, row) => {
    expect(await heldAfter(row, [SLOT], [])).toEqual([SLOT]);
  });

  it('keeps the slot of a host that still runs, until the host is gone', async () => {
    expect(await heldAfter(ended, [SLOT], [aHost()])).toEqual([SLOT]);
  });

  it('claims the slots of a meeting whose host an earlier version launched, whatever the limit', async () => {
    const row = aReady({ host_roles: ['teacher', 'student'] });
    expect(await heldAfter(row, [], [aHost({ role: 'teacher' })])).toEqual([`${ID}#teacher`, `${ID}#student`]);
  });

  it('claims none for a running host of an ended meeting, which another part of the sweep ends', async () => {
    expect(await heldAfter(ended, [], [aHost()])).toEqual([]);
  });

  it('repairs the other slots when one row cannot be read', async () => {
    const ports = await stepPorts(undefined, 0);
    await ports.slots.claim([SLOT, 'other00000000000#room']);
    const find = ports.meetings.find.bind(ports.meetings);
    ports.meetings.find = async (id) => (id === ID ? Promise.reject(new Error('no response')) : find(id));
    await sweepSlots(ports, [], countFailures(ports.log));
    expect(await ports.slots.held()).toEqual([SLOT]);
  });
});
