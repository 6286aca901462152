/**
 * US dollars, On-Demand, us-east-1; other Regions differ. Known prices come from AWS's price list of 2026-11. Assumed
 * prices have not been checked and serve estimates only; `docs/costs.md` marks them.
 */
export const INSTANCE_HOUR: Readonly<Record<string, number>> = {
  't4g.medium': 0.0336,
  'c7g.large': 0.0725,
  't3.medium': 0.0416,
};

interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly known: boolean;
}

const known = (dollars: number, per: string): Price => ({ dollars, per, known: true });
const assumed = (dollars: number, per: string): Price => ({ dollars, per, known: false });

/** Everything except instances. */
export const PRICES = {
  publicIpv4Hour: known(0.005, 'hour of a public IPv4 address'),
  transition: known(0.025 / 1_000, 'state transition, after 4,000 free ones per month'),
  volumeGibMonth: assumed(0.08, 'GiB-month of a gp3 volume'),
  apiRequest: assumed(3.5 / 1e6, 'request to a REST API'),
  lambdaRequest: assumed(0.2 / 1e6, 'request of a function'),
  lambdaGibSecond: assumed(0.0000133334, 'GiB-second of a function on arm64'),
  dynamoWriteUnit: assumed(0.625 / 1e6, 'write unit, 1 KiB'),
  dynamoReadUnit: assumed(0.125 / 1e6, 'read unit, 4 KiB'),
  scheduleRun: assumed(1 / 1e6, 'run of a schedule, after 14 million free ones per month'),
  logGib: assumed(0.5, 'GiB of logs written'),
  secretMonth: assumed(0.4, 'secret per month'),
  alarmMonth: assumed(0.1, 'alarm per month, after 10 free ones'),
  metricMonth: assumed(0.3, 'custom metric per month, after 10 free ones'),
  dashboardMonth: assumed(3, 'dashboard per month, after 3 free ones'),
  webAclMonth: assumed(5, 'web ACL per month (with waf)'),
  webAclRuleMonth: assumed(1, 'rule of a web ACL per month'),
  webAclRequest: assumed(0.6 / 1e6, 'request that a web ACL inspects'),
  hostedZoneMonth: assumed(0.5, 'hosted zone per month (with a domain)'),
} as const satisfies Record<string, Price>;

/** Per account and month. */
export const FREE_TRANSITIONS = 4_000;

/** Price of a host with its public IPv4 address, which AWS bills separately; undefined for a type that is not in the table. */
export function dollarsPerHour(instanceType: string): number | undefined {
  const price = INSTANCE_HOUR[instanceType];
  return price === undefined ? undefined : Number((price + PRICES.publicIpv4Hour.dollars).toFixed(4));
}
