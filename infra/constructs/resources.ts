import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Arns, Names } from '../names.ts';
import type { Certificate } from './certificate.ts';
import type { Hosts } from './hosts.ts';
import type { Scheduler } from './scheduler.ts';

/** What functions may be pointed at and granted. */
export interface Resources {
  readonly names: Names;
  readonly arns: Arns;
  readonly table: Table;
  readonly hosts: Hosts;
  readonly scheduler: Scheduler;
  readonly linkSecret: Secret;
  /** For kind jitsi. */
  readonly certificate: Certificate | undefined;
}
