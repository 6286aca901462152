/**
 * US dollars an hour, On-Demand Linux, us-east-1 (price list of 2026-11): enough for an estimate on
 * the organiser's page. Other types and Regions: context key `hostDollarsPerHour`.
 */
const INSTANCE: Readonly<Record<string, number>> = {
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
  't4g.large': 0.0672,
  'c7g.medium': 0.0363,
  'c7g.large': 0.0725,
  't3.medium': 0.0416,
};

/** Every host has a public IPv4 address, which AWS bills by itself. */
const PUBLIC_IPV4 = 0.005;

/** For one host with its address; undefined for a type that is not in the table. */
export function dollarsPerHour(instanceType: string): number | undefined {
  const price = INSTANCE[instanceType];
  return price === undefined ? undefined : Number((price + PUBLIC_IPV4).toFixed(4));
}
