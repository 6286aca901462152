/**
 * Keys of tags, on hosts and on the deployment's other resources. A host reads its tags from the instance
 * metadata service, which allows only letters, digits and `+-=.,_:@` in keys.
 */
export const TAGS = {
  /** Name of the deployment. The deployment ends only hosts with its own value. Also the cost-allocation tag. */
  deployment: 'elephant:deployment',
  meeting: 'elephant:meeting',
  revision: 'elephant:revision',
  role: 'elephant:role',
  attempt: 'elephant:attempt',
  /** `2026-12-01T17:00:00Z`: the host terminates itself then (`infra/host/dead-man.sh`). */
  hardEnd: 'elephant:hard-end',
  /** Tag of the hosts, the image and the snapshots of one build of an image. A host with it has no meeting. */
  build: 'elephant:build',
  /** Hash of what is installed from: on a build host, and on the image that is made of it. */
  inputs: 'elephant:inputs',
  /** Tag of a host's secret: ARN of the only instance that may read it. */
  host: 'elephant:host',
} as const;
