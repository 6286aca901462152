import { ADMINISTRATORS } from './settings.ts';

/** A made-up person. */
export interface LocalAccount {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export const ACCOUNTS: readonly LocalAccount[] = [
  { id: 'ada', name: 'Ada Lovelace', groups: [] },
  { id: 'grace', name: 'Grace Hopper', groups: [] },
  { id: 'mary', name: 'Mary Somerville', groups: [ADMINISTRATORS] },
];
