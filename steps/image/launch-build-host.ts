import { BuildFailed, CandidateRefused } from '../domain/errors.ts';
import type { Purpose } from '../domain/images.ts';
import type { LaunchPlan, Ports } from '../ports.ts';
import type { BuildHost } from './ports.ts';
import { type BuildCall, buildEnd, buildOf } from './step-schemas.ts';

/**
 * Returns the host of the build for a purpose, and launches it if it has none. Repeatable: a look-up can miss a new host, but the
 * same candidate has the same client token. Should two calls launch a host each, both end with the build.
 * @throws BuildFailed when all candidates were refused
 */
export async function hostForBuild(
  { buildHosts, log }: Pick<Ports, 'buildHosts' | 'log'>,
  call: BuildCall,
  purpose: Purpose,
  { candidates, imageInputs, imageId }: BuildPlan,
): Promise<BuildHost> {
  const build = buildOf(call);
  const found = (await buildHosts.ofBuild(build)).find((host) => host.purpose === purpose);
  if (found) return found;
  for (const [index, candidate] of candidates.entries()) {
    try {
      const host = await buildHosts.launch({
        build,
        purpose,
        inputs: imageInputs,
        candidate,
        clientToken: `${build}-${purpose}-${index}`,
        ...(imageId !== undefined && { imageId }),
        hardEnd: buildEnd(call),
      });
      log.info('build host launched', { build, purpose, instanceId: host.instanceId, ...candidate });
      return host;
    } catch (error) {
      if (!(error instanceof CandidateRefused)) throw error;
      log.warn('candidate refused', { build, purpose, ...candidate, reason: error.message });
    }
  }
  throw new BuildFailed('EC2 refused all candidates for a build host');
}

export interface BuildPlan extends Pick<LaunchPlan, 'candidates'> {
  readonly imageInputs: string;
  /** For a test host. */
  readonly imageId?: string;
}

/** @throws BuildFailed for a deployment that builds no images */
export function planOfBuild({ hosts }: Pick<Ports, 'hosts'>): BuildPlan {
  const { imageInputs, candidates } = hosts.plan();
  if (imageInputs === undefined) throw new BuildFailed('this deployment builds no images');
  return { candidates, imageInputs };
}
