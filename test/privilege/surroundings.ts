import { TAGS } from '../../steps/domain/tags.ts';
import type { Surroundings } from './requests.ts';
import { arn, PLACE, type Resolved } from './resolved.ts';

/** What AWS knows of a deployment's own things. */
export function surroundingsOf(resolved: Resolved, tags: Surroundings['tagsOf'] = OURS): Surroundings {
  return {
    tagsOf: tags,
    template: {
      id: resolved.only('AWS::EC2::LaunchTemplate').id,
      image: 'ami-0123456789abcdef0',
      securityGroup: resolved.only('AWS::EC2::SecurityGroup').id,
      role: resolved.only('AWS::IAM::Role', (id) => id.startsWith('HostsRole')).arn,
    },
    roleOfProfile: (profile) => arn('iam', `role/${profile.split('/').at(-1)}`, ''),
    imageParameter: `arn:${PLACE.partition}:ssm:${PLACE.region}::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64`,
    waitingMachine: arn('states', 'stateMachine:elephant-meetings'),
  };
}

const OURS: Surroundings['tagsOf'] = () => ({ [TAGS.deployment]: 'elephant-meetings' });
