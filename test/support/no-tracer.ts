/**
 * Replaces the tracer of Powertools in tests, which do not run on Lambda. X-Ray's SDK installs an async hook for each test
 * file that imports it, and a worker would run the hooks of all its files at every promise. The test of the bundles
 * uses the real one.
 */
export class Tracer {
  captureAWSv3Client<Client>(client: Client): Client {
    return client;
  }

  isTracingEnabled(): boolean {
    return false;
  }
}
