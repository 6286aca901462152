import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Arns, Names } from '../names.ts';
import type { SignIn } from '../sign-in.ts';
import type { Certificate } from './certificate.ts';
import type { Hosts } from './hosts.ts';
import type { Scheduler } from './scheduler.ts';

/** The resources that environments and grants refer to. */
export interface Resources {
  readonly names: Names;
  readonly arns: Arns;
  /** Base URL of the API; a token. */
  readonly apiUrl: string;
  readonly table: Table;
  /** Everything that is not a meeting. */
  readonly records: Table;
  readonly hosts: Hosts;
  readonly scheduler: Scheduler;
  readonly linkSecret: Secret;
  /** Ids and names of the API keys of machine clients, as JSON; undefined without any. */
  readonly machineClients: string | undefined;
  readonly signIn: SignIn | undefined;
  /** For host kinds with a certificate. */
  readonly certificate: Certificate | undefined;
}
