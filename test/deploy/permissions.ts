import { deepStrictEqual, ok } from 'node:assert/strict';
import { isAllowed } from '../privilege/decide.ts';
import { requestsOf } from '../privilege/requests.ts';
import { Resolved } from '../privilege/resolved.ts';
import { deploymentFacts } from '../privilege/deployment-facts.ts';
import type { Account } from './account.ts';
import { type EmulatedAws, STACK } from './emulated-aws.ts';

/**
 * Checks that the role of each deployed function allows the calls that the function made. MiniStack does not check
 * permissions.
 * @returns a text with the number of calls and of kinds of calls
 */
export async function assertCallsAllowed(aws: EmulatedAws, account: Account): Promise<string> {
  const { calls, tags } = aws.proxy;
  const resolved = new Resolved(aws.template, await account.resources());
  const around = deploymentFacts(resolved, (id) => tags.get(id) ?? {});

  const kinds = new Set<string>();
  const refused: unknown[] = [];
  for (const call of calls) {
    kinds.add(`${call.function} ${call.action}`);
    const functionName = `${STACK}-${call.function}`;
    for (const request of requestsOf(call, around))
      if (!(await isAllowed(resolved.policiesOf(functionName), request))) refused.push({ functionName, ...request });
  }
  deepStrictEqual(refused, []);
  ok(kinds.size >= 30, `only ${kinds.size} kinds of calls were made`);
  return `${calls.length} calls of ${kinds.size} kinds`;
}
