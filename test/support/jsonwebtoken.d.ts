/** As much of jsonwebtoken 9 as the tests use; the package brings no types. */
declare module 'jsonwebtoken' {
  interface Options {
    algorithms: readonly string[];
    issuer: string;
    audience: string;
    /** Seconds since 1970 that count as now. */
    clockTimestamp: number;
  }
  const jsonwebtoken: {
    verify(token: string, secret: string, options: Options): Record<string, unknown>;
    decode(token: string): Record<string, unknown> | null;
  };
  export default jsonwebtoken;
}
