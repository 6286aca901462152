import { deepStrictEqual, ok } from 'node:assert/strict';
import { HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { namesOf } from '../../infra/names.ts';
import { BUILD_FUNCTIONS } from '../../statemachine/image-build.ts';
import type { HostKind } from '../../steps/domain/host-kind.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { isAllowed } from '../privilege/decide.ts';
import { requestsOf } from '../privilege/requests.ts';
import { Resolved } from '../privilege/resolved.ts';
import { deploymentFacts } from '../privilege/deployment-facts.ts';
import type { Account } from './account.ts';
import { type EmulatedAws, STACK } from './emulated-aws.ts';

const BUILDERS = BUILD_FUNCTIONS.map((name) => namesOf(STACK).function(name));

/**
 * Checks that the role of each deployed function allows the calls that the function made. MiniStack does not check
 * permissions.
 * @param least kinds of calls that were made
 * @returns a text with the number of calls and of kinds of calls
 */
export async function assertCallsAllowed(
  aws: EmulatedAws,
  account: Account,
  kind: HostKind,
  least: number,
): Promise<string> {
  const { calls, tags } = aws.proxy;
  const resolved = new Resolved(aws.template, await account.resources());
  const imageParameter = `arn:aws:ssm:us-east-1::parameter${HOST_KIND_SPECS[kind].imageParameter}`;
  /** `tags` has instances only. Images and snapshots of the deployment have its tag. */
  const tagsOf = (id: string) => tags.get(id) ?? (/^(ami|snap)-/.test(id) ? { [TAGS.deployment]: STACK } : {});

  const kinds = new Set<string>();
  const refused: unknown[] = [];
  for (const call of calls) {
    kinds.add(`${call.function} ${call.action}`);
    const functionName = `${STACK}-${call.function}`;
    const around = { ...deploymentFacts(resolved, tagsOf, BUILDERS.includes(functionName)), imageParameter };
    for (const request of requestsOf(call, around))
      if (!(await isAllowed(resolved.policiesOf(functionName), request))) refused.push({ functionName, ...request });
  }
  deepStrictEqual(refused, []);
  ok(kinds.size >= least, `only ${kinds.size} kinds of calls were made`);
  return `${calls.length} calls of ${kinds.size} kinds`;
}
