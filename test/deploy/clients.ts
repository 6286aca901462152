export const REGION = 'us-east-1';

/** Configuration of an SDK client with all permissions. */
export const clientOf = (endpoint: string) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
