import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { AccessRequest } from './requests.ts';
import { LOCATION, type PolicyDocument } from './resolved.ts';

/**
 * Requests that the IAM simulator rejects as invalid, although AWS accepts them.
 * - AWS checks SendTask* against the state machine that waits for the token (its errors name the state machine, and
 *   CDK's `grantTaskResponse` relies on it). The Service Authorization Reference lists no resource for them.
 * - ARNs of public SSM parameters have no account id; the reference's pattern requires one.
 */
const UNCHECKED_ACTIONS = /^(states:SendTask(Success|Heartbeat|Failure)|ssm:GetParameters)$/;

/**
 * Evaluates policies with the third-party package iam-simulate, which can differ from AWS.
 * @throws Error when the request is not valid for AWS
 */
export async function isAllowed(
  policies: readonly PolicyDocument[],
  { action, resource, context }: AccessRequest,
): Promise<boolean> {
  const simulation: Simulation = {
    request: {
      principal: `arn:${LOCATION.partition}:sts::${LOCATION.account}:assumed-role/role/function`,
      action,
      resource: { resource, accountId: LOCATION.account },
      contextVariables: { ...context },
    },
    identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  if (UNCHECKED_ACTIONS.test(action)) return runUnsafeSimulation(simulation, {}) === 'Allowed';
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  // AWS ignores context keys that do not belong to the action, so such a key is an error of the test.
  const ignored =
    result.resultType === 'single'
      ? result.result.ignoredContextKeys
      : result.results.flatMap((one) => one.ignoredContextKeys ?? []);
  if (ignored && ignored.length > 0) throw new Error(`${action} on ${resource} has no ${ignored.join(', ')}`);
  return result.overallResult === 'Allowed';
}
