import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ActionStore, recordOf } from '../../steps/actions/ports.ts';
import type { Action } from '../../steps/domain/actions.ts';
import { ID, iso } from '../support/meeting.ts';

export interface ActionsUnderTest {
  readonly actions: ActionStore;
  readonly close?: () => Promise<void>;
}

const anAction = (number: number, fields: Partial<Action> = {}): Action => ({
  number,
  at: iso(0),
  by: { kind: 'administrator', id: 'api-key' },
  what: 'changed',
  fields: ['time_zone'],
  revision: 1,
  plan: number,
  ...fields,
});

export function actionsContract(name: string, make: () => Promise<ActionsUnderTest>): void {
  describe(`${name} (port ActionStore)`, () => {
    let under: ActionsUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('keeps an action as it was first written', async () => {
      const { actions } = under;
      await actions.save(recordOf({ id: ID }, anAction(1)));
      await actions.save(recordOf({ id: ID }, anAction(1, { what: 'ended' })));
      expect(await actions.list(ID, { after: 0, limit: 9 })).toEqual({ actions: [anAction(1)], more: false });
    });

    it('lists the actions of one meeting by number, in pages', async () => {
      const { actions } = under;
      for (const number of [10, 9, 1, 2]) await actions.save(recordOf({ id: ID }, anAction(number)));
      await actions.save(recordOf({ id: 'b'.repeat(16) }, anAction(3)));
      const first = await actions.list(ID, { after: 0, limit: 3 });
      expect(first).toEqual({ actions: [anAction(1), anAction(2), anAction(9)], more: true });
      expect((await actions.list(ID, { after: 9, limit: 3 })).actions).toEqual([anAction(10)]);
      expect(await actions.list('c'.repeat(16), { after: 0, limit: 3 })).toEqual({ actions: [], more: false });
    });
  });
}
