import type { Candidate } from '../domain/meeting.ts';
import type { HostState } from '../domain/host-state.ts';
import type { Purpose } from '../domain/images.ts';
import type { Millis } from '../domain/instants.ts';

/** A host of the build of an image. It has no meeting, and no access to secrets. */
export interface BuildHost {
  readonly instanceId: string;
  readonly build: string;
  readonly purpose: Purpose;
  readonly inputs: string;
  readonly state: HostState;
  readonly launchedAt: Millis;
  /** The host powers off at this instant. */
  readonly hardEnd: Millis;
  readonly publicIp?: string;
}

export interface BuildLaunch {
  readonly build: string;
  readonly purpose: Purpose;
  readonly inputs: string;
  readonly candidate: Candidate;
  readonly clientToken: string;
  /** In place of the stock image. */
  readonly imageId?: string;
  readonly hardEnd: Millis;
}

/** The hosts of builds. `Hosts` finds and ends them too. */
export interface BuildHosts {
  /**
   * Launches a host; at most one for a client token. One that is to be installed stops when it powers off; all others are
   * terminated. @throws CandidateRefused, PendingVerification, Throttled: nothing was launched
   */
  launch(request: BuildLaunch): Promise<BuildHost>;
  /** A new host can be missing for up to two minutes. */
  ofBuild(build: string): Promise<readonly BuildHost[]>;
}

/** An image of this deployment. */
export interface Image {
  readonly build: string;
  /** Undefined when only its snapshots are left. */
  readonly imageId?: string;
  readonly inputs: string;
  readonly createdAt: Millis;
  readonly state: 'pending' | 'available' | 'failed';
}

/** The images of this deployment, one for each build. */
export interface Images {
  /** Starts to make an image of a stopped host. Does nothing when the build has one. */
  create(host: BuildHost): Promise<void>;
  /** A new image can be missing for some time. */
  all(): Promise<readonly Image[]>;
  /** Removes the image of a build and its snapshots. Idempotent. */
  remove(build: string): Promise<void>;
}

/** Plays the checks of a room against a host that was launched from an image. */
export interface ImageCheck {
  /** Never rejects. @returns `detail`: what is missing, in a few words */
  check(host: BuildHost): Promise<{ readonly ready: boolean; readonly detail: string }>;
}
