import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { ConfigurationError, readConfig } from '../../infra/config.ts';
import type { FunctionName } from '../../infra/functions.ts';
import type { HostKind } from '../../steps/domain/host-kind.ts';
import { MeetingsStack } from '../../infra/meetings-stack.ts';

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as { context: object };

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: unknown;
}

/** The setting with which a deployment has the functions of mail. */
export const WITH_MAIL = { mailFrom: 'Lessons <lessons@school.example>' };

/** The least context that a deployment with this host kind needs. */
export const contextOf = (kind: HostKind): Readonly<Record<string, string>> =>
  ({
    'stand-in': {},
    jitsi: { domain: 'meet.example', hostedZoneId: 'Z0123456789' },
    ami: { hostKind: 'ami', domain: 'video.example', amiId: 'ami-0123456789abcdef0' },
  })[kind];

/** What is wrong with the context of a deployment. */
export function faultsOf(context: Record<string, unknown>): readonly string[] {
  try {
    readConfig(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

/**
 * The synthesized template, with the feature flags of cdk.json. Functions are not bundled. The CDK checks the template with
 * the rules of CloudFormation only on request, because that takes most of the time of a synthesis.
 */
export class Synthesis {
  readonly stack: MeetingsStack;
  readonly template: Template;

  constructor(context: Readonly<Record<string, unknown>> = {}, { checked = false } = {}) {
    const outdir = mkdtempSync(join(tmpdir(), 'elephant-template-'));
    const app = new App({
      outdir,
      context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-creation-stack-traces': true },
      analyticsReporting: false,
      treeMetadata: false,
      stackTraces: false,
      builtinCloudFormationValidation: checked,
    });
    const config = readConfig(context);
    this.stack = new MeetingsStack(app, config.deployment, { config });
    this.template = Template.fromStack(this.stack);
    rmSync(outdir, { recursive: true });
  }

  /** All resources of a type, by logical id. */
  resources(type: string): Record<string, Resource> {
    return this.template.findResources(type) as Record<string, Resource>;
  }

  /** The properties of the only resource of a type, with references as text. */
  only(type: string, which: (id: string) => boolean = () => true): Record<string, unknown> {
    const [first, ...others] = Object.entries(this.resources(type)).flatMap(([id, one]) => (which(id) ? [one] : []));
    if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} resources of type ${type}`);
    return plain(first.Properties) as Record<string, unknown>;
  }

  /** The properties of a function, with references as text. */
  lambda(name: FunctionName): Record<string, unknown> {
    const found = Object.entries(this.resources('AWS::Lambda::Function')).find(([id]) => baseId(id) === name);
    if (!found) throw new Error(`no function ${name}`);
    return plain(found[1].Properties) as Record<string, unknown>;
  }

  /** The policy statements of a function. */
  allowed(name: FunctionName): Statement[] {
    return this.statements((roles) => roles.some((role) => baseId(role) === `${name}Role`));
  }

  /** The statements of all policies, or of those whose roles match. */
  statements(ofRoles: (roles: string[]) => boolean = () => true): Statement[] {
    return this.#policies().flatMap(({ roles, document }) => {
      if (!ofRoles(roles)) return [];
      const { Statement } = plain(document) as { Statement: RawStatement[] };
      return Statement.map(({ Action, Resource, Condition }) => ({
        actions: [Action].flat(),
        resources: [Resource].flat(),
        conditions: Condition,
      }));
    });
  }

  /** Those of roles, and those that are resources of their own. */
  #policies(): Policy[] {
    const own = Object.values(this.resources('AWS::IAM::Policy')).map(({ Properties }) => ({
      roles: (Properties['Roles'] as { Ref: string }[]).map(({ Ref }) => Ref),
      document: Properties['PolicyDocument'],
    }));
    const inline = Object.entries(this.resources('AWS::IAM::Role')).flatMap(([role, { Properties }]) =>
      ((Properties['Policies'] ?? []) as { PolicyDocument: unknown }[]).map(({ PolicyDocument }) => ({
        roles: [role],
        document: PolicyDocument,
      })),
    );
    return [...own, ...inline];
  }
}

interface Policy {
  readonly roles: string[];
  readonly document: unknown;
}

interface RawStatement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

/** Without the hash of eight characters that the CDK appends. */
const baseId = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** Replaces references by text, `<Meetings>` and `<Meetings.Arn>`, and joins texts. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  if ('Ref' in value)
    return String(value.Ref).startsWith('AWS::') ? `<${String(value.Ref).slice(5)}>` : `<${baseId(String(value.Ref))}>`;
  if ('Fn::GetAtt' in value) {
    const [id, attribute] = value['Fn::GetAtt'] as [string, string];
    return `<${baseId(id)}.${attribute}>`;
  }
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(plain).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
