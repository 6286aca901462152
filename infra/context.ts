import { z } from 'zod';
import { HOST_KINDS } from '../steps/domain/host-kind.ts';
import { HOST_ROLES } from '../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE } from '../steps/domain/timetable.ts';

/**
 * Everything an operator may decide, by `-c key=value` or in cdk.json: the one table of keys, from
 * which the README's is generated. `-c` only knows text, so numbers, lists and objects are read from it.
 */
const number = (schema: z.ZodNumber) => z.preprocess((given) => (isText(given) ? Number(given) : given), schema);
const flag = z.preprocess((given) => ({ true: true, false: false })[String(given)] ?? given, z.boolean());
const list = <T extends z.ZodType>(item: T) => z.preprocess(splitList, z.array(item).readonly());

/** What CloudWatch Logs takes: PutRetentionPolicy, API reference. */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const origin = z.string().refine(isOrigin, 'an origin such as https://tutors.example (http only for localhost), or *');
const instanceType = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'an instance type such as t4g.medium');
const seconds = z
  .int('whole seconds')
  .nonnegative()
  .max(30 * 86_400);
const timetable = z.strictObject(
  Object.fromEntries(Object.keys(DEFAULT_TIMETABLE).map((name) => [name, seconds.optional()])) as Record<
    keyof typeof DEFAULT_TIMETABLE,
    z.ZodOptional<typeof seconds>
  >,
);

export const CONTEXT = {
  deployment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, '3 to 32 characters a-z, 0-9 and -, beginning with a letter')
    .default('elephant-meetings')
    .describe('Name of this deployment: part of every name, and the tag by which it knows its own hosts.'),
  tableName: z
    .string()
    .regex(/^[\w.-]{3,255}$/, '3 to 255 characters a-z, A-Z, 0-9 and _.-')
    .optional()
    .describe('Name of the DynamoDB table. Without one: the deployment name.'),
  hostKind: z
    .enum(HOST_KINDS)
    .optional()
    .describe('What runs on a host: `stand-in` (default without `domain`), `jitsi` (default with one) or `ami`.'),
  hostRoles: list(z.enum(HOST_ROLES))
    .default(['room'])
    .describe('`room`: one host a meeting; `teacher,student`: one for each of them (remote desktops).'),
  hostUrl: z
    .string()
    .regex(/^https?:\/\/\{host\}(:\d{1,5})?(\/\S*)?$/, 'an address with {host} in it, such as https://{host}:8443')
    .default('http://{host}')
    .describe("What a browser opens on a host: `{host}` is the host's public name."),
  healthPath: z
    .string()
    .regex(/^\/[\w./~-]*$/, 'a path that starts with a slash')
    .default('/health')
    .describe('Below `hostUrl`: answers 200 when the host is ready.'),
  domain: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in lower case')
    .optional()
    .describe('Where rooms live: `{id}.{domain}` for kind `jitsi`, the domain itself for kind `ami`.'),
  hostedZoneId: z
    .string()
    .regex(/^Z[0-9A-Z]{6,31}$/, 'the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ')
    .optional()
    .describe('Public Route 53 zone of `domain`, for kind `jitsi`: the names of rooms are written there.'),
  certificate: z
    .enum(['acme', 'provided'])
    .default('acme')
    .describe(
      'Kind `jitsi`: `acme` issues and renews `*.{domain}` by itself; `provided`: you put one into the secret.',
    ),
  acmeDirectory: z
    .url({ protocol: /^https$/, message: 'an https address' })
    .default('https://acme-v02.api.letsencrypt.org/directory')
    .describe('The authority that issues it. Agreeing to its terms is implied.'),
  jitsiImages: z
    .string()
    .regex(/^[a-z0-9.:/_-]+$/, 'a registry and a path, such as ghcr.io/jitsi')
    .default('ghcr.io/jitsi')
    .describe('Where kind `jitsi` finds its container images: `{jitsiImages}/web` and so on.'),
  jitsiVersion: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'a tag, such as stable-11146-2')
    .default('stable-11146-2')
    .describe('Their tag. Pinned, as the names of their variables and files are part of `infra/host/`.'),
  amiId: z
    .string()
    .regex(/^ami-[0-9a-f]{8,17}$/, 'an image id such as ami-0123456789abcdef0')
    .optional()
    .describe(
      'Image of the hosts. Without one: the latest Amazon Linux 2023 for arm64 (`jitsi`: Ubuntu 24.04), at each launch.',
    ),
  rootDeviceName: z
    .string()
    .regex(/^\/dev\/[a-z0-9/]+$/, 'a device such as /dev/xvda')
    .optional()
    .describe(
      'Root device of the image, so that its volume is encrypted and deleted with the host. Without one: `/dev/sda1` (Ubuntu) for `jitsi`, else `/dev/xvda`.',
    ),
  volumeGiB: number(z.number('a number').int().min(1).max(1024))
    .optional()
    .describe("Size of the root volume, not less than the image's. Without one: 8 for `stand-in`, else 20."),
  instanceTypes: list(instanceType)
    .default(['t4g.medium', 't4g.large', 'c7g.large'])
    .describe('Instance types in the order in which they are tried, all of the architecture of the image.'),
  vpcId: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'a VPC id')
    .optional()
    .describe(
      'VPC of the hosts, with `subnetIds`. Without one: a VPC of its own, public subnets in two zones, no NAT.',
    ),
  subnetIds: list(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id'))
    .default([])
    .describe('Public subnets of `vpcId` that assign public IPv4 addresses, in the order in which they are tried.'),
  allowedOrigins: z
    .preprocess(splitList, z.array(origin).min(1, 'at least one').readonly())
    .default(['http://localhost:3000'])
    .describe(
      'Origins that pages may call from and links may lead to, besides the own `pages`; `*` allows all. The default only serves trials.',
    ),
  pages: flag.default(true).describe('The pages on S3 and CloudFront; `false` where others serve them, or nobody.'),
  timetable: z
    .preprocess(readJson, timetable)
    .default({})
    .describe('JSON object over the default timetable, whole seconds: `{"launchLead": 900}`.'),
  apiRate: number(z.number('a number').positive().max(10_000))
    .default(50)
    .describe('Requests a second that the API takes.'),
  apiBurst: number(z.number('a number').int().positive().max(5_000))
    .default(100)
    .describe('Requests that it takes at once.'),
  apiQuota: number(z.number('a number').int().positive()).default(10_000).describe('Requests a day with the API key.'),
  apiLoggingRole: flag
    .default(true)
    .describe(
      'Set the role by which API Gateway writes logs: one an account and Region; `false` where it is set already.',
    ),
  maxInFlight: number(z.number('a number').int().positive().max(5_000))
    .default(10)
    .describe(
      "At most this many hosts running plus launches due within the hour; keep it within the account's vCPU quota.",
    ),
  removalPolicy: z
    .enum(['retain', 'destroy'])
    .default('retain')
    .describe('`destroy`: the table and the link secret go with the stack. For trials.'),
  alarmEmail: z
    .email('an e-mail address')
    .optional()
    .describe('Gets the alarms, once it has confirmed the subscription.'),
  logRetentionDays: number(
    z.number('a number').refine((days) => RETENTION.includes(days), `one of ${RETENTION.join(', ')}`),
  )
    .default(90)
    .describe('Days that logs are kept; one of those that CloudWatch Logs knows.'),
  hostDollarsPerHour: number(z.number('a number').nonnegative().max(1_000))
    .optional()
    .describe(
      "US dollars an hour for one host, for the cost on the organiser's page. Without one: by the first instance type.",
    ),
} as const satisfies Record<string, z.ZodType>;

export type ContextKey = keyof typeof CONTEXT;
export type Context = { readonly [Key in ContextKey]: z.output<(typeof CONTEXT)[Key]> };

export const CONTEXT_KEYS = Object.keys(CONTEXT) as ContextKey[];

/** The README's table: what each key means, and its default as one would write it. */
export const describeContext = (): { key: ContextKey; fallback: string | undefined; meaning: string }[] =>
  CONTEXT_KEYS.map((key) => {
    const fallback = CONTEXT[key].parse(undefined);
    return {
      key,
      fallback: fallback === undefined ? undefined : written(fallback),
      meaning: CONTEXT[key].description ?? '',
    };
  });

const written = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);

const isText = (given: unknown): given is string => typeof given === 'string' && given.trim() !== '';

function readJson(given: unknown): unknown {
  if (!isText(given)) return given;
  try {
    return JSON.parse(given);
  } catch {
    // Not JSON: the schema says what it should have been.
    return given;
  }
}

function splitList(given: unknown): unknown {
  if (!isText(given)) return given;
  return given.trimStart().startsWith('[') ? readJson(given) : given.split(',').map((item) => item.trim());
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.origin === text && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'))
  );
}
