import { describe, expect, it } from '@jest/globals';
import { Synthesis } from './template.ts';

interface Index {
  readonly IndexName: string;
}

/** The indexes of all tables of a deployment, by the name of the table and the index. */
function indexesOf(context: Readonly<Record<string, unknown>>): Map<string, object> {
  const tables = Object.entries(new Synthesis({ pages: false, ...context }).resources('AWS::DynamoDB::Table'));
  return new Map(
    tables.flatMap(([id, { Properties }]) =>
      ((Properties['GlobalSecondaryIndexes'] ?? []) as Index[]).map((index) => [
        `${id.replace(/Table[0-9A-F]{8}$/, '')} ${index.IndexName}`,
        index,
      ]),
    ),
  );
}

/** The table in the template of 0.1.0. */
const RELEASED = new Map<string, object>([
  [
    'Meetings by-meet-time',
    {
      IndexName: 'by-meet-time',
      KeySchema: [
        { AttributeName: 'shelf', KeyType: 'HASH' },
        { AttributeName: 'meet_time', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
]);

const tableOf = (name: string): string => name.split(' ')[0]!;

describe('an upgrade from 0.1.0', () => {
  const steps: [string, Map<string, object>][] = [
    ['0.1.0', RELEASED],
    ['upgradeStep 1', indexesOf({ upgradeStep: '1' })],
    ['upgradeStep 2', indexesOf({ upgradeStep: '2' })],
    ['upgradeStep 3', indexesOf({ upgradeStep: '3' })],
    ['this version', indexesOf({})],
  ];

  it.each(steps.slice(1).map(([name, after], index) => [name, steps[index]![1], after] as const))(
    'creates or deletes at most one index of a table, and changes none: %s',
    (_name, before, after) => {
      const names = new Set([...before.keys(), ...after.keys()]);
      const tables = new Set([...before.keys()].map((name) => tableOf(name)));
      // A new table comes with its indexes.
      const changed = [...names].filter((name) => before.has(name) !== after.has(name) && tables.has(tableOf(name)));
      expect(changed.map((name) => tableOf(name))).toEqual(['Meetings']);
      for (const [name, index] of after) if (before.has(name)) expect(before.get(name)).toEqual(index);
    },
  );

  it('ends with the indexes that the functions read', () => {
    expect([...steps.at(-1)![1].keys()]).toEqual([
      'Meetings listed-by-meet-time',
      'Meetings untold',
      'Meetings owned-by-meet-time',
      'Records untold',
      'Records series-of',
    ]);
  });
});
