import type { Millis } from '../steps/domain/instants.ts';

/** What is known about one build of an image. */
export interface BuildTrace {
  /** Of the execution; `NOT_DUE` when there was nothing to build. */
  readonly status: string;
  /** Whether it has entered the state "Publish image". */
  readonly reachedPublish: boolean;
  readonly hosts: readonly BuildHostTrace[];
  /** Every write of the image of new hosts that named this build first. */
  readonly published: readonly PublishedTrace[];
  /** Images that new hosts may start from, and that do not exist, when the execution ended. */
  readonly missing: readonly string[];
  /** Old images that no launch can use, right after a build that succeeded. */
  readonly unused: readonly string[];
}

export interface BuildHostTrace {
  readonly instanceId: string;
  /** The host powers off then. */
  readonly deadline: Millis;
  /** When it powered off, or was ended; Infinity while it runs. */
  readonly runsUntil: Millis;
  /** Whether it is terminated. A host that powers off can be stopped. */
  readonly terminated: boolean;
}

/** An image when it was written as the one of new hosts, or into the intent of a launch. */
export interface PublishedTrace {
  readonly at: Millis;
  readonly imageId: string;
  /** Whether a host from it was ready before, in the test of its build. */
  readonly tested: boolean;
  /** Whether it has what the deployment installs then. */
  readonly fits: boolean;
}

/** The intents of launches. */
export interface LaunchedImageTrace extends Partial<PublishedTrace> {
  readonly clientToken: string;
  /** Images that the calls with this token named, each once; undefined for the one of the launch template. */
  readonly named: readonly (string | undefined)[];
}
