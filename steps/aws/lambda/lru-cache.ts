/**
 * Replaces `mnemonist/lru-cache` in bundles. DynamoDB's client keeps discovered endpoints in it. Endpoint discovery is off
 * unless `AWS_ENABLE_ENDPOINT_DISCOVERY` is set, so the cache stays empty.
 */
export default class LruCache<Value> extends Map<string, Value> {
  constructor(_capacity: number) {
    super();
  }

  peek(key: string): Value | undefined {
    return this.get(key);
  }
}
