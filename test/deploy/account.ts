import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Instance,
  RunInstancesCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TAGS } from '../../steps/domain/tags.ts';
import { isMeetingId } from '../../steps/domain/ids.ts';
import { markId } from '../../steps/aws/meetings-table.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { clientOf, REGION } from './clients.ts';
import { ACCOUNT, type EmulatedAws, STACK } from './emulated-aws.ts';

const stateMachineArn = (name: string): string => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
const STATE_MACHINE_ARN = stateMachineArn(STACK);

/** Access to the emulated account with all permissions, to check and to change resources directly. */
export class Account {
  /** Name of the deployment's table. */
  table = '';
  readonly #aws: EmulatedAws;
  readonly #ec2: EC2Client;
  readonly #imagesEc2: EC2Client;
  readonly #dynamo: DynamoDBClient;
  readonly #scheduler: SchedulerClient;
  readonly #secrets: SecretsManagerClient;
  readonly #ministackSfn: SFNClient;
  readonly #sfn: SFNClient;

  constructor(aws: EmulatedAws) {
    this.#aws = aws;
    this.#ec2 = new EC2Client(clientOf(aws.ministack));
    this.#imagesEc2 = new EC2Client(clientOf(aws.moto));
    this.#dynamo = new DynamoDBClient(clientOf(aws.ministack));
    this.#scheduler = new SchedulerClient(clientOf(aws.ministack));
    this.#secrets = new SecretsManagerClient(clientOf(aws.ministack));
    this.#ministackSfn = new SFNClient(clientOf(aws.ministack));
    this.#sfn = new SFNClient(clientOf(aws.moto));
  }

  /** Copies a deployed state machine from MiniStack to moto, which runs it. Running executions keep their definition. */
  async copyStateMachine(name = STACK): Promise<void> {
    const arn = stateMachineArn(name);
    const { definition, roleArn } = await this.#ministackSfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: arn }),
    );
    const exists = await this.#sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn })).then(
      () => true,
      () => false,
    );
    if (exists) await this.#sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition, roleArn }));
    else await this.#sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  }

  /** @returns the ARN of the execution */
  async startExecution(stateMachineArn: string, name: string, input: object): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    return (await this.#sfn.send(command)).executionArn ?? '';
  }

  async apiKey(id: string): Promise<string> {
    const key = await this.#get('apigateway', `/apikeys/${id}?includeValue=true`);
    return String((JSON.parse(key) as { value: unknown }).value);
  }

  async row(id: string): Promise<Meeting> {
    const { Item } = await this.#dynamo.send(new GetItemCommand({ TableName: this.table, Key: marshall({ id }) }));
    if (!Item) throw new Error(`no row of ${id}`);
    return unmarshall(Item) as Meeting;
  }

  /** The text of a mark; undefined when nothing wrote it. */
  async mark(name: string): Promise<string | undefined> {
    const Key = marshall({ id: markId(name) });
    const { Item } = await this.#dynamo.send(new GetItemCommand({ TableName: this.table, Key }));
    return Item && (unmarshall(Item)['value'] as string);
  }

  /** Ids of all meetings. */
  async meetingIds(): Promise<string[]> {
    const { Items = [] } = await this.#dynamo.send(new ScanCommand({ TableName: this.table }));
    return Items.map(({ id }) => id?.S ?? '').filter(isMeetingId);
  }

  async secret(id: string): Promise<string> {
    const { SecretString = '' } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString;
  }

  /** All lines of all log groups. */
  async logs(): Promise<string> {
    const { logGroups = [] } = await this.#logs<{ logGroups?: { logGroupName: string }[] }>('DescribeLogGroups', {});
    let lines = '';
    for (const { logGroupName } of logGroups) {
      let nextToken: string | undefined;
      do {
        const page = await this.#logs<LogPage>('FilterLogEvents', { logGroupName, ...(nextToken && { nextToken }) });
        for (const { message } of page.events ?? []) lines += `${message}\n`;
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    return lines;
  }

  /** The histories of all executions, with inputs and outputs. */
  async histories(): Promise<string> {
    const { executions = [] } = await this.#sfn.send(new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN }));
    const histories = executions.map(({ executionArn }) =>
      this.#sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, includeExecutionData: true })),
    );
    return JSON.stringify(await Promise.all(histories));
  }

  /** Names of the executions that run. */
  async runningExecutions(): Promise<string[]> {
    const { executions = [] } = await this.#sfn.send(
      new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'RUNNING' }),
    );
    return executions.map(({ name = '' }) => name);
  }

  async putRow(row: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#dynamo.send(
      new PutItemCommand({ TableName: this.table, Item: marshall(row, { removeUndefinedValues: true }) }),
    );
  }

  /** The instances that EC2 shows for a meeting now. */
  instances(meetingId: string): Promise<Instance[]> {
    return this.#instances(TAGS.meeting, meetingId);
  }

  async #instances(tag: string, value: string): Promise<Instance[]> {
    const { Reservations = [] } = await this.#ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: `tag:${tag}`, Values: [value] }] }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  }

  /**
   * The attempt and the state of each host that a function ever launched for a meeting. MiniStack forgets an instance a
   * minute after its end.
   */
  async hosts(meetingId: string): Promise<{ readonly attempt: string; readonly state: string }[]> {
    const hosts = await this.#hosts(TAGS.meeting, meetingId);
    return hosts.map(({ tags, state }) => ({ attempt: tags[TAGS.attempt] ?? '', state }));
  }

  /** The tags and the state of each host that a function ever launched for a build of an image. */
  buildHosts(build: string): Promise<HostSeen[]> {
    return this.#hosts(TAGS.build, build);
  }

  async #hosts(tag: string, value: string): Promise<HostSeen[]> {
    const known = new Map(
      (await this.#instances(tag, value)).map(({ InstanceId = '', State }) => [InstanceId, State?.Name]),
    );
    return [...this.#aws.proxy.tags]
      .filter(([, tags]) => tags[tag] === value)
      .map(([id, tags]) => ({ tags, state: known.get(id) ?? 'terminated' }));
  }

  /** The images of a build and their snapshots, by id, with their tags. */
  async images(build: string): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
    const Filters = [{ Name: `tag:${TAGS.build}`, Values: [build] }];
    const { Images = [] } = await this.#imagesEc2.send(new DescribeImagesCommand({ Filters }));
    const { Snapshots = [] } = await this.#imagesEc2.send(new DescribeSnapshotsCommand({ Filters }));
    const all = [...Images, ...Snapshots.map(({ SnapshotId, Tags }) => ({ ImageId: SnapshotId, Tags }))];
    return Object.fromEntries(all.map(({ ImageId = '', Tags = [] }) => [ImageId, tagsOf(Tags)]));
  }

  /** Launches an instance with the tags of a host. */
  async launchOrphan(meetingId: string, deployment: string): Promise<void> {
    // In the past: before its hard end, the sweep keeps a host without a row.
    const hardEnd = new Date(Date.now() - 60_000).toISOString();
    const tags = { deployment, meeting: meetingId, revision: '1', role: 'room', attempt: '1', hardEnd } as const;
    const Tags = Object.entries(tags).map(([key, Value]) => ({ Key: TAGS[key as keyof typeof tags], Value }));
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
    await this.#ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: 'ami-00000001', TagSpecifications }),
    );
  }

  /** Kinds of the armed schedules of a meeting, or of all meetings for an empty id. */
  async schedules(meetingId: string): Promise<string[]> {
    const { Schedules = [] } = await this.#scheduler.send(new ListSchedulesCommand({ GroupName: STACK }));
    return Schedules.flatMap(({ Name = '' }) =>
      Name.startsWith(meetingId) ? [Name.split('-').slice(2).join('-')] : [],
    ).toSorted();
  }

  async execution(executionArn: string): Promise<DescribeExecutionOutput> {
    return this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** Names of the states that the execution entered. */
  async path(executionArn: string): Promise<string[]> {
    const { events = [] } = await this.#sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  async invoke(name: string, event: unknown): Promise<void> {
    const response = await fetch(`${this.#aws.ministack}/2015-03-31/functions/${STACK}-${name}/invocations`, {
      method: 'POST',
      headers: authorization('lambda'),
      body: JSON.stringify(event),
    });
    const text = await response.text();
    if (!response.ok || response.headers.has('x-amz-function-error')) throw new Error(`${name}: ${text}`);
  }

  /** Physical ids of the stack's resources by logical id. */
  async resources(): Promise<Record<string, string>> {
    const xml = await this.#query('cloudformation', { Action: 'DescribeStackResources', StackName: STACK });
    const members = [...xml.matchAll(/<LogicalResourceId>([^<]+)[\s\S]*?<PhysicalResourceId>([^<]+)/g)];
    const others = [...xml.matchAll(/<PhysicalResourceId>([^<]+)[\s\S]*?<LogicalResourceId>([^<]+)/g)];
    const physicalFirst = xml.indexOf('<PhysicalResourceId>') < xml.indexOf('<LogicalResourceId>');
    return Object.fromEntries(
      physicalFirst ? others.map(([, physical, logical]) => [logical, physical]) : members.map(([, l, p]) => [l, p]),
    ) as Record<string, string>;
  }

  /** Statuses of the tables in the latest deployment of the stack, oldest first. */
  async tableEvents(): Promise<string[]> {
    const statuses: string[] = [];
    let NextToken = '';
    do {
      const page = { Action: 'DescribeStackEvents', StackName: STACK, ...(NextToken && { NextToken }) };
      const xml = await this.#query('cloudformation', page);
      for (const [event] of xml.matchAll(/<member>[\s\S]*?<\/member>/g))
        if (event.includes('<ResourceType>AWS::DynamoDB::Table<'))
          statuses.push(/<ResourceStatus>([A-Z_]+)/.exec(event)?.[1] ?? '');
      NextToken = /<NextToken>([^<]+)/.exec(xml)?.[1] ?? '';
    } while (NextToken);
    return statuses.toReversed();
  }

  /** Kinds of resources that still exist after the stack was destroyed. */
  async remainingResources(): Promise<string[]> {
    const kinds: readonly (readonly [string, Promise<string>])[] = [
      ['function', this.#get('lambda', '/2015-03-31/functions/')],
      ['API', this.#get('apigateway', '/restapis')],
      ['schedule', this.#get('scheduler', '/schedule-groups')],
      ['role', this.#query('iam', { Action: 'ListRoles' })],
      ['launch template', this.#query('ec2', { Action: 'DescribeLaunchTemplates' })],
      ['topic', this.#query('sns', { Action: 'ListTopics' })],
      ['table', this.#target('dynamodb', 'DynamoDB_20120810.ListTables')],
      ['log group', this.#target('logs', 'Logs_20140328.DescribeLogGroups')],
      ['secret', this.#target('secretsmanager', 'secretsmanager.ListSecrets')],
      ['rule', this.#target('events', 'AWSEvents.ListRules')],
      ['state machine', this.#target('states', 'AWSStepFunctions.ListStateMachines')],
    ];
    const found: string[] = [];
    for (const [kind, response] of kinds) if ((await response).includes(STACK)) found.push(kind);
    return found;
  }

  async #logs<Response>(operation: string, input: object): Promise<Response> {
    return JSON.parse(await this.#target('logs', `Logs_20140328.${operation}`, input)) as Response;
  }

  async #get(service: string, path: string): Promise<string> {
    return (await fetch(this.#aws.ministack + path, { headers: authorization(service) })).text();
  }

  async #query(service: string, form: Record<string, string>): Promise<string> {
    const headers = { ...authorization(service), 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(form).toString();
    return (await fetch(this.#aws.ministack, { method: 'POST', headers, body })).text();
  }

  async #target(service: string, target: string, input: object = {}): Promise<string> {
    const headers = { ...authorization(service), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    return (await fetch(this.#aws.ministack, { method: 'POST', headers, body: JSON.stringify(input) })).text();
  }
}

interface HostSeen {
  readonly tags: Readonly<Record<string, string>>;
  readonly state: string;
}

const tagsOf = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

interface LogPage {
  readonly events?: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

/** MiniStack reads only the name of the service. */
const authorization = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
