import { RemovalPolicy } from 'aws-cdk-lib/core';
import { z } from 'zod';
import { DOMAIN_NAME, HEALTH_PATH, HOST_URL, HOSTED_ZONE_ID, parseMailFrom } from '../steps/domain/formats.ts';
import { HOST_KINDS } from '../steps/domain/host-kind.ts';
import { HOST_ROLES } from '../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE } from '../steps/domain/timetable.ts';
import { CALLS_A_DAY } from '../web/lib/poll-interval.ts';
import { WORDS } from '../web/lib/words.ts';
import { flag, isText, list, number, readJson, splitList } from './context-values.ts';
import { byKind, IMAGE_SOURCES } from './host-kinds.ts';
import { JITSI } from './jitsi-images.ts';
import { SIGN_IN_CONTEXT } from './sign-in-context.ts';

/** Days that CloudWatch Logs accepts (API reference, PutRetentionPolicy). */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const origin = z.string().refine(isOrigin, 'an origin such as https://tutors.example (http only for localhost), or *');
const instanceType = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'an instance type such as t4g.medium');
const minutes = z
  .number('auto, or a number of minutes')
  .int('whole minutes')
  .min(1)
  .max(24 * 60);
const digest = z.string('sha256: and 64 digits').regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 digits');
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

/** All settings of a deployment, set by `-c key=value` or in cdk.json. The reference is generated from this table. */
export const CONTEXT = {
  deployment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, '3 to 32 characters a-z, 0-9 and -, starting with a letter')
    .default('elephant-meetings')
    .describe('Name of this deployment. Part of every resource name, and a tag on every resource and host.'),
  tableName: z
    .string()
    .regex(/^[\w.-]{3,255}$/, '3 to 255 characters a-z, A-Z, 0-9 and _.-')
    .optional()
    .describe(
      'Name of the DynamoDB table. Default: CloudFormation chooses one, so that a table that outlived its stack does not block the next deployment.',
    ),
  hostKind: z
    .enum(HOST_KINDS)
    .optional()
    .describe('What runs on a host: `stand-in` (default without `domain`), `jitsi` (default with `domain`) or `ami`.'),
  hostRoles: list(z.enum(HOST_ROLES))
    .default(['room'])
    .describe('`room`: one host for each meeting. `teacher,student`: one host for each person (remote desktops).'),
  hostUrl: z
    .string()
    .regex(HOST_URL, 'an address with {host} in it, such as https://{host}:8443')
    .refine((url) => URL.canParse(url.replaceAll('{host}', 'host')), 'a port of at most 65535')
    .optional()
    .describe(
      `Address that a browser opens on a host; \`{host}\` is its public DNS name. Its port is opened. Default: ${byKind(({ hostUrl }) => `\`${hostUrl}\``)}.`,
    ),
  healthPath: z
    .string()
    .regex(HEALTH_PATH, 'a path that starts with a slash')
    .optional()
    .describe(
      `Path below \`hostUrl\` that returns 200 when the host is ready. Default: ${byKind(({ healthPath }) => `\`${healthPath}\``)}.`,
    ),
  domain: z
    .string()
    .regex(DOMAIN_NAME, 'a domain name in lower case')
    .optional()
    .describe('Domain of the rooms: `{id}.{domain}` for kind `jitsi`, `{domain}/{id}` for kind `ami`.'),
  hostedZoneId: z
    .string()
    .regex(HOSTED_ZONE_ID, 'the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ')
    .optional()
    .describe('Id of the public Route 53 zone of `domain`, for kind `jitsi`: it gets a record for each room.'),
  certificate: z
    .enum(['acme', 'provided'])
    .default('acme')
    .describe(
      'Kind `jitsi`: with `acme` the deployment issues and renews the certificate of `*.{domain}`; with `provided` you write it to the secret.',
    ),
  acmeDirectory: z
    .url({ protocol: /^https$/, message: 'an https address' })
    .default('https://acme-v02.api.letsencrypt.org/directory')
    .describe('ACME directory of the certificate authority. You agree to its terms by using it.'),
  jitsiImages: z
    .string()
    .regex(/^[a-z0-9.:/_-]+$/, 'a registry and a path such as ghcr.io/jitsi')
    .default(JITSI.images)
    .describe('Registry and path of the container images for kind `jitsi`: `{jitsiImages}/web` and so on.'),
  jitsiVersion: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'a tag such as stable-11146-2')
    .default(JITSI.version)
    .describe('Tag of the container images. It is pinned because `infra/host/` depends on their variables and files.'),
  jitsiDigests: z
    .preprocess(
      readJson,
      z.literal('none').or(z.strictObject({ web: digest, prosody: digest, jicofo: digest, jvb: digest })),
    )
    .optional()
    .describe(
      'JSON object with the digests of the four container images, such as `{"web": "sha256:...", ...}`: hosts get exactly these. `none`: what the tag means when a host, or the image of hosts, is installed. Default: the digests of the default images (`infra/jitsi-images.ts`), `none` for others.',
    ),
  ubuntuSnapshot: z
    .string()
    .regex(/^\d{8}T\d{6}Z$/, 'an instant such as 20261101T000000Z')
    .optional()
    .describe(
      'Kind `jitsi`: packages are those that Ubuntu had at this instant (snapshot.ubuntu.com). Default: the latest ones when a host, or the image of hosts, is installed.',
    ),
  amiId: z
    .string()
    .regex(/^ami-[0-9a-f]{8,17}$/, 'an image id such as ami-0123456789abcdef0')
    .optional()
    .describe(
      'Image of the hosts. Default: the latest Amazon Linux 2023 for arm64 (`jitsi`: Ubuntu 24.04) at each launch.',
    ),
  image: z
    .enum(IMAGE_SOURCES)
    .optional()
    .describe(
      `\`build\`: the deployment builds the image of its hosts, every 30 days and after a change of what is installed (only kind \`jitsi\`). \`stock\`: it does not. Default: ${byKind(({ image }) => `\`${image}\``)}.`,
    ),
  rootDeviceName: z
    .string()
    .regex(/^\/dev\/[a-z0-9/]+$/, 'a device such as /dev/xvda')
    .optional()
    .describe(
      `Root device of the image. Its volume is encrypted, and deleted with the host. Default: ${byKind(({ rootDevice }) => `\`${rootDevice}\``)}.`,
    ),
  volumeGiB: number(z.number('a number').int().min(1).max(1024))
    .optional()
    .describe(
      `Size of the root volume in GiB, at least that of the image. Default: ${byKind(({ volumeGiB }) => volumeGiB)}.`,
    ),
  instanceTypes: list(instanceType)
    .optional()
    .describe(
      `Instance types in the order of preference. All have the architecture of the image. Default: ${byKind(({ instanceTypes }) => instanceTypes.map((type) => `\`${type}\``).join(', '))}.`,
    ),
  vpcId: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'a VPC id such as vpc-0123456789abcdef0')
    .optional()
    .describe(
      'VPC of the hosts, with `subnetIds`. Default: a new VPC with public subnets in two zones and no NAT gateway.',
    ),
  subnetIds: list(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id such as subnet-0123456789abcdef0'))
    .default([])
    .describe('Public subnets of `vpcId` that assign public IPv4 addresses, in the order of preference.'),
  allowedOrigins: z
    .preprocess(splitList, z.array(origin).min(1, 'at least one').readonly())
    .default(['http://localhost:3000'])
    .describe(
      'Origins that may call the API and that personal links may point to, besides the `pages` of the deployment. `*` allows all. The default is for trials.',
    ),
  pages: flag
    .default(true)
    .describe('Whether the deployment serves the pages, with S3 and CloudFront. `false` if you serve them elsewhere.'),
  timetable: z
    .preprocess(readJson, timetable)
    .default({})
    .describe(
      'JSON object with values that differ from the default timetable, in whole seconds: `{"launchLead": 900}`.',
    ),
  launchLead: z
    .preprocess(
      (given) => (isText(given) && given !== 'auto' ? Number(given) : given),
      z.union([z.literal('auto'), minutes]),
    )
    .optional()
    .describe(
      'How long before its meeting a host is launched: `auto` learns it from the latest times to ready of the same kind and image; a number of minutes is fixed. Default: `auto`, unless `timetable` has a `launchLead`.',
    ),
  apiRate: number(z.number('a number').positive().max(10_000))
    .optional()
    .describe(
      'Requests per second that each method of the API accepts. Default: 50, or what the pages of `maxInFlight` meetings send.',
    ),
  apiBurst: number(z.number('a number').int().positive().max(5_000))
    .optional()
    .describe(
      'Requests that each method of the API accepts at the same moment. Default: twice `apiRate`, at most 5000.',
    ),
  openPages: number(z.number('a number').int().positive())
    .default(5)
    .describe('Pages of organisers that can be open all day. `apiQuota` derives from it.'),
  apiQuota: number(z.number('a number').int().positive())
    .optional()
    .describe(
      `Requests per day with the API key. Default: ${CALLS_A_DAY.toLocaleString('en')} for each of the \`openPages\`.`,
    ),
  ...SIGN_IN_CONTEXT,
  apiLoggingRole: flag
    .default(true)
    .describe(
      'Whether to set the role with which API Gateway writes logs. An account has one in each Region; `false` if it is already set.',
    ),
  waf: flag
    .default(false)
    .describe(
      'Whether the API has a web ACL that refuses an address with too many requests. Costs a fixed amount each month (docs/costs.md).',
    ),
  stepConcurrency: number(z.number('a number').int().min(1).max(100))
    .optional()
    .describe(
      "Reserved concurrency of each of the workflow's six steps, so that a flood of the API cannot use it. Default: none. Needs an account limit of 100 plus six times this; a new account has 10.",
    ),
  maxInFlight: number(z.number('a number').int().positive().max(5_000))
    .default(10)
    .describe(
      "Maximum of hosts that run at the same time; further meetings wait for a free one. Keep it within the account's vCPU quota.",
    ),
  removalPolicy: z
    .enum([RemovalPolicy.RETAIN, RemovalPolicy.DESTROY])
    .default(RemovalPolicy.RETAIN)
    .describe(
      'What happens to the table and the secrets when the stack is deleted. `destroy` deletes them; use it for trials. A first deployment that fails always deletes them.',
    ),
  word: z
    .enum(WORDS)
    .default('meeting')
    .describe('What guests read on their pages, in every language: `meeting` or `lesson`.'),
  mailFrom: z
    .string()
    .refine((text) => parseMailFrom(text) !== undefined, 'an address such as Lessons <lessons@example.org>')
    .optional()
    .describe(
      'Sender of mails to teachers and students: an address that is verified in SES, also with a name, `Lessons <lessons@example.org>`. Default: no mail.',
    ),
  mailReminders: list(number(z.number('a number').int('whole hours').min(1).max(168)))
    .default([24, 1])
    .describe('Hours before the meeting time at which people are reminded by mail. `[]` for no reminders.'),
  retentionDays: number(z.number('a number').int('whole days').min(30).max(3650))
    .default(365)
    .describe(
      'Days after which names, e-mail addresses and texts of people leave the rows of meetings and series that are over. Times and attendance stay for the reports.',
    ),
  protect: flag
    .default(false)
    .describe(
      'Whether the stack has termination protection and the table has deletion protection. Set it after the first deployment: a protected stack that failed cannot be deployed again.',
    ),
  upgradeStep: number(z.number('a number').int().min(1).max(3))
    .optional()
    .describe(
      'Only for the three deployments before the last one of an upgrade from 0.1.0: a deployment can change one index of a table.',
    ),
  alarmEmail: z
    .email('an email address')
    .optional()
    .describe('Email address that gets the alarms after it confirms the subscription.'),
  logRetentionDays: number(
    z.number('a number').refine((days) => RETENTION.includes(days), `one of ${RETENTION.join(', ')}`),
  )
    .default(90)
    .describe('Retention of logs, in days. One of the values that CloudWatch Logs accepts.'),
  hostDollarsPerHour: number(z.number('a number').nonnegative().max(1_000))
    .optional()
    .describe(
      "US dollars per hour for one host, for the cost on the organiser's page. Default: the price of the first instance type.",
    ),
} as const satisfies Record<string, z.ZodType>;

export type ContextKey = keyof typeof CONTEXT;
export type Context = { readonly [Key in ContextKey]: z.output<(typeof CONTEXT)[Key]> };

export const CONTEXT_KEYS = Object.keys(CONTEXT) as ContextKey[];

/** Rows of the reference: the meaning of each key, and its default as an operator writes it. */
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

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.origin === text && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'))
  );
}
