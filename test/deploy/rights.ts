import { deepStrictEqual, ok } from 'node:assert/strict';
import { isAllowed } from '../privilege/decide.ts';
import { requestsOf } from '../privilege/requests.ts';
import { Resolved } from '../privilege/resolved.ts';
import { deploymentFacts } from '../privilege/deployment-facts.ts';
import type { Account } from './account.ts';
import { type Cloud, STACK } from './cloud.ts';

/**
 * Holds every call that the deployed functions have made against the role that the template gives to that
 * very function, with the ids that the deployment gave out. The emulator itself asks nobody for permission.
 * @returns how many calls, and of how many kinds
 */
export async function mustHaveBeenAllowed(cloud: Cloud, account: Account): Promise<string> {
  const { calls, tags } = cloud.switchboard;
  const resolved = new Resolved(cloud.template, await account.resources());
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
  ok(kinds.size >= 30, `only ${kinds.size} kinds of calls were seen`);
  return `${calls.length} calls of ${kinds.size} kinds`;
}
