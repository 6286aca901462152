import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Meetings } from '../../steps/ports.ts';
import type { Outbox } from '../../steps/telling/ports.ts';
import { aMeeting, iso } from '../support/meeting.ts';

export interface OutboxUnderTest {
  readonly meetings: Meetings;
  readonly outbox: Outbox;
  readonly close?: () => Promise<void>;
}

const id = (letter: string): string => letter.repeat(16);
const untoldSince = (since: string) =>
  ({ untold: [{ type: 'scheduled', at: since, sequence: 1 }], untold_since: since, last_event: 1 }) as const;

export function outboxContract(name: string, make: () => Promise<OutboxUnderTest>): void {
  describe(`${name} (port Outbox)`, () => {
    let under: OutboxUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('finds the rows whose oldest event is older than the given instant, and no others', async () => {
      const { meetings, outbox } = under;
      await meetings.insert(aMeeting({ id: id('a'), ...untoldSince(iso(-2)) }));
      await meetings.insert(aMeeting({ id: id('b'), ...untoldSince(iso(-1)) }));
      await meetings.insert(aMeeting({ id: id('c') }));
      await meetings.setMark('sweep', 'text');
      expect(await outbox.untold(iso(-1), 10)).toEqual([id('a')]);
      expect((await outbox.untold(iso(0), 10)).toSorted()).toEqual([id('a'), id('b')]);
      expect(await outbox.untold(iso(0), 1)).toHaveLength(1);
    });

    it('finds the rows with something to tell by mail, apart from those with untold events', async () => {
      const { meetings, outbox } = under;
      const mailAt = (minutes: number) => ({ mail_at: iso(minutes), untold_since: `mail ${iso(minutes)}` });
      await meetings.insert(aMeeting({ id: id('a'), ...mailAt(-2) }));
      await meetings.insert(aMeeting({ id: id('b'), ...mailAt(5) }));
      await meetings.insert(aMeeting({ id: id('c'), ...untoldSince(iso(-3)), mail_at: iso(-3) }));
      await meetings.insert(aMeeting({ id: id('d') }));
      expect(await outbox.untold(iso(100), 10)).toEqual([id('c')]);
      expect((await outbox.unmailed(iso(0), 10)).toSorted()).toEqual([id('a'), id('c')]);
      expect((await outbox.unmailed(iso(6), 10)).toSorted()).toEqual([id('a'), id('b'), id('c')]);
      expect(await outbox.unmailed(iso(6), 2)).toHaveLength(2);
    });

    it('forgets a row whose events were told', async () => {
      const { meetings, outbox } = under;
      await meetings.insert(aMeeting(untoldSince(iso(-2))));
      expect(await meetings.replace(aMeeting({ version: 2, last_event: 1 }), 1)).toBe(true);
      expect(await outbox.untold(iso(0), 10)).toEqual([]);
    });
  });
}
