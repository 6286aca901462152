import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}

/** The SDK clients whose calls are to be noted: `AWS_ENDPOINT_URL_...`. */
const NOTED = ['DYNAMODB', 'EC2', 'SCHEDULER', 'SECRETS_MANAGER', 'SFN'];

/**
 * Adapts a synthesized assembly to the emulator, and says what it changed: this, and nothing in the project, is where its gaps
 * are worked around. The stack itself is deployed as `cdk synth` wrote it.
 */
export function adapt(folder: string, stack: string, endpointFor: (functionName: string) => string): string[] {
  const file = join(folder, `${stack}.template.json`);
  const read = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const secrets = Object.keys(read.Resources).filter(
    (id) => read.Resources[id]?.Type === 'AWS::SecretsManager::Secret',
  );
  const template = secretsByArn(read, secrets);
  const changes = secrets.map((id) => `${id} referred to by its arn: MiniStack's Ref of a secret is its name`);
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties) {
      delete template.Resources[id];
      changes.push(`${id} left out: MiniStack knows no metric math`);
    }
    if (Type === 'AWS::Lambda::Function') {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      const endpoint = endpointFor(String(Properties['FunctionName']).slice(stack.length + 1));
      for (const service of NOTED) Variables[`AWS_ENDPOINT_URL_${service}`] = endpoint;
    }
  }
  writeFileSync(file, JSON.stringify(template));
  changes.push('every function calls AWS through the switchboard');
  return changes;
}

/** A secret's Ref is its arn, by CloudFormation's documentation; here that has to be asked for. */
const secretsByArn = (template: Template, secrets: readonly string[]): Template =>
  JSON.parse(JSON.stringify(template), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('Ref' in value)) return value;
    return secrets.includes(String(value.Ref)) ? { 'Fn::GetAtt': [value.Ref, 'Arn'] } : value;
  }) as Template;
