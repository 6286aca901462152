import type { Acknowledgment } from 'aws-cdk-lib/core';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';

/** What a grant allows. */
export interface Allowed {
  /** Each names its resources, or a condition where AWS has no resource-level permissions. */
  readonly statements: readonly PolicyStatementProps[];
  /** Reasons for the asterisks in them, for cdk-nag. */
  readonly wildcards?: readonly Acknowledgment[];
}

export type Conditions = NonNullable<PolicyStatementProps['conditions']>;

export const allow = (action: string, resource: string, conditions?: Conditions): PolicyStatementProps => ({
  actions: [action],
  resources: [resource],
  ...(conditions && { conditions }),
});

export const passedTo = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });
