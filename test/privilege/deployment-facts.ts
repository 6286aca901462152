import { TAGS } from '../../steps/domain/tags.ts';
import type { DeploymentFacts } from './requests.ts';
import { arn, LOCATION, type Resolved } from './resolved.ts';

/** @param builds facts about the launch template of builds */
export function deploymentFacts(
  resolved: Resolved,
  tags: DeploymentFacts['tagsOf'] = OURS,
  builds = false,
): DeploymentFacts {
  return {
    tagsOf: tags,
    template: {
      id: resolved.only('AWS::EC2::LaunchTemplate', (id) => id.includes('Build') === builds).id,
      image: 'ami-0123456789abcdef0',
      securityGroup: resolved.only('AWS::EC2::SecurityGroup').id,
      role: resolved.only('AWS::IAM::Role', (id) => id.startsWith(builds ? 'HostsBuildRole' : 'HostsRole')).arn,
    },
    roleOfProfile: (profile) => arn('iam', `role/${profile.split('/').at(-1)}`, ''),
    imageParameter: `arn:${LOCATION.partition}:ssm:${LOCATION.region}::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64`,
    waitingMachine: arn('states', 'stateMachine:elephant-meetings'),
  };
}

const OURS: DeploymentFacts['tagsOf'] = () => ({ [TAGS.deployment]: 'elephant-meetings' });
