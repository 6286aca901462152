import { beforeAll, describe, expect, it } from '@jest/globals';
import { deployedFunctions, type FunctionName } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import { Synthesis, WITH_MAIL } from '../infra/template.ts';
import { isAllowed } from './decide.ts';
import { type AccessRequest, requestsOf } from './requests.ts';
import { Resolved, type TemplateJson } from './resolved.ts';
import { Shadow } from './shadow.ts';
import { STORIES } from './stories.ts';
import { deploymentFacts } from './deployment-facts.ts';

const resolved = new Resolved(new Synthesis(WITH_MAIL).template.toJSON() as unknown as TemplateJson);
const facts = deploymentFacts(resolved);
const FUNCTION_NAMES = deployedFunctions('stand-in', { mail: true });
const { function: deployedName } = namesOf('elephant-meetings');

/** IAM requests of each function over all stories, without duplicates. */
const made = new Map<FunctionName, AccessRequest[]>();

beforeAll(async () => {
  const seen = new Set<string>();
  for (const story of Object.values(STORIES)) {
    const shadow = new Shadow(resolved);
    await story(shadow.between);
    await shadow.settled();
    for (const call of shadow.calls) {
      const name = FUNCTION_NAMES.find((one) => deployedName(one) === call.function)!;
      for (const request of requestsOf(call, facts)) {
        const key = `${name} ${JSON.stringify(request)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        made.set(name, [...(made.get(name) ?? []), request]);
      }
    }
  }
});

/** Without logs, traces, dead letters and the table's stream: Lambda uses them, not a port. */
const grantedActions = (name: FunctionName): string[] =>
  resolved
    .policiesOf(deployedName(name))
    .flatMap(({ Statement }) => Statement.flatMap(({ Action }) => [Action].flat() as string[]))
    .filter(
      (action) =>
        !/^((logs|xray|sqs):|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$)/.test(action),
    );

const unique = (actions: readonly string[]): string[] => [...new Set(actions)].toSorted();

describe('over all stories of a meeting', () => {
  it.each(FUNCTION_NAMES)('%s has every permission that it uses', async (name) => {
    const refused: AccessRequest[] = [];
    for (const request of made.get(name) ?? [])
      if (!(await isAllowed(resolved.policiesOf(deployedName(name)), request))) refused.push(request);
    expect(refused).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('%s uses every permission that it has', (name) => {
    expect(unique((made.get(name) ?? []).map(({ action }) => action))).toEqual(unique(grantedActions(name)));
  });
});
