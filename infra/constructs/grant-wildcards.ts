import type { Acknowledgment } from 'aws-cdk-lib/core';
import type { Names } from '../names.ts';
import type { Grant } from './grants.ts';
import { arn, CHANGES, HOST_SECRETS, HOSTS, SCHEDULES, wildcard } from './wildcards.ts';

/** The asterisks in what a grant allows. */
export function wildcardsOf(grant: Grant, names: Names): Acknowledgment[] {
  switch (grant) {
    case 'hosts:launch':
      return [
        HOSTS,
        HOST_SECRETS(names),
        wildcard(
          arn('ec2', 'volume/*'),
          'A volume has no id before its launch; it must be encrypted and come from the template.',
        ),
        wildcard(
          arn('ec2', 'network-interface/*'),
          'An interface has no id before its launch; it must come with the template.',
        ),
        wildcard(arn('ec2', 'image/*', ''), "The latest image is only known at launch; it must be the template's own."),
      ];
    case 'hosts:end':
      return [HOSTS, HOST_SECRETS(names)];
    case 'addresses:publish':
      return [CHANGES];
    case 'wake-ups:arm':
    case 'wake-ups:disarm':
      return [SCHEDULES(names)];
    case 'workflow:history':
    case 'workflow:stop':
      return [
        wildcard(
          arn('states', `execution:${names.stateMachine}:*`),
          'One execution a meeting, all of the one state machine.',
        ),
      ];
    default:
      return [];
  }
}
