import { Tracer } from '@aws-lambda-powertools/tracer';

/** The only interface to X-Ray. Support for the SDK that the Powertools tracer uses ends on 2027-02-25. */
export interface Tracing {
  readonly traced: <Client>(client: Client) => Client;
  /** Runs one invocation in its own subsegment. */
  invocation<T>(name: string, meetingId: string | undefined, run: () => Promise<T>): Promise<T>;
}

/** Does nothing outside Lambda, or when tracing is off. */
export function makeTracing(): Tracing {
  // The SDK clients are traced; patching node:https as well would record each call twice.
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
