import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { AccessRequest } from './requests.ts';
import { PLACE, type PolicyDocument } from './resolved.ts';

/**
 * What the simulator's own check of a request turns away, though AWS does not.
 * - AWS checks SendTask* against the state machine that waits for the token (its refusals name it, and CDK's
 *   `grantTaskResponse` relies on it); the service authorization reference lists no resource for them.
 * - The arn of a public parameter has no account; the reference's pattern for parameters wants one.
 */
const PAST_THE_CHECK = /^(states:SendTask(Success|Heartbeat|Failure)|ssm:GetParameters)$/;

/**
 * What these policies say to a request, by an evaluator that nobody here wrote. It is no oracle for AWS.
 * @throws Error when the request itself is not one that AWS knows
 */
export async function isAllowed(
  policies: readonly PolicyDocument[],
  { action, resource, context }: AccessRequest,
): Promise<boolean> {
  const simulation: Simulation = {
    request: {
      principal: `arn:${PLACE.partition}:sts::${PLACE.account}:assumed-role/role/function`,
      action,
      resource: { resource, accountId: PLACE.account },
      contextVariables: { ...context },
    },
    identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  if (PAST_THE_CHECK.test(action)) return runUnsafeSimulation(simulation, {}) === 'Allowed';
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  // A key that does not belong to the request would be a condition that AWS never sees.
  const ignored =
    result.resultType === 'single'
      ? result.result.ignoredContextKeys
      : result.results.flatMap((one) => one.ignoredContextKeys ?? []);
  if (ignored && ignored.length > 0) throw new Error(`${action} on ${resource} has no ${ignored.join(', ')}`);
  return result.overallResult === 'Allowed';
}
