/**
 * Keys of tags, on hosts and on the deployment's other resources. A host reads its own from its
 * metadata service, which allows letters, digits and `+-=.,_:@` in them.
 */
export const TAGS = {
  /** Whose it is: only hosts with the deployment's own value are ever ended. Also the cost-allocation tag. */
  deployment: 'elephant:deployment',
  meeting: 'elephant:meeting',
  revision: 'elephant:revision',
  role: 'elephant:role',
  attempt: 'elephant:attempt',
  /** When the host ends itself: `2026-12-01T17:00:00Z`. Read by `infra/host/dead-man.sh`. */
  hardEnd: 'elephant:hard-end',
  /** Of a host's secret: the arn of the only machine that may read it. */
  host: 'elephant:host',
} as const;
