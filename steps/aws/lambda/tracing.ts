import { Tracer } from '@aws-lambda-powertools/tracer';

/**
 * All that is known here of X-Ray: the SDK under the Powertools tracer ends its support on
 * 2027-02-25, and only this file is to be replaced then.
 */
export interface Tracing {
  readonly traced: <Client>(client: Client) => Client;
  /** Runs one invocation in a subsegment of its own. */
  invocation<T>(name: string, meetingId: string | undefined, run: () => Promise<T>): Promise<T>;
}

/** Outside Lambda, and where tracing is off, it does nothing. */
export function makeTracing(): Tracing {
  // Calls are traced by the SDK clients; patching all of node:https would show each twice.
  const tracer = new Tracer({ serviceName: 'elephant-meetings', captureHTTPsRequests: false });
  return {
    traced: (client) => tracer.captureAWSv3Client(client),
    async invocation(name, meetingId, run) {
      const segment = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
      if (!segment) return run();
      const subsegment = segment.addNewSubsegment(`## ${name}`);
      tracer.setSegment(subsegment);
      tracer.annotateColdStart();
      if (meetingId !== undefined) tracer.putAnnotation('meeting_id', meetingId);
      try {
        return await run();
      } catch (error) {
        if (error instanceof Error) tracer.addErrorAsMetadata(error);
        throw error;
      } finally {
        subsegment.close();
        tracer.setSegment(segment);
      }
    },
  };
}
