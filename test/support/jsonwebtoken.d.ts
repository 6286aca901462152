/** Types of the parts of jsonwebtoken 9 that the tests use. The package has no types. */
declare module 'jsonwebtoken' {
  interface Options {
    algorithms: readonly string[];
    issuer: string;
    audience: string;
    /** The current time for the check, in epoch seconds. */
    clockTimestamp: number;
  }
  const jsonwebtoken: {
    verify(token: string, secret: string, options: Options): Record<string, unknown>;
    decode(token: string): Record<string, unknown> | null;
  };
  export default jsonwebtoken;
}
