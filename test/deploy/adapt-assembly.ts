import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Template {
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Properties: Record<string, unknown>; readonly DependsOn?: readonly string[] }
  >;
}

const COGNITO_ADDRESS = fileURLToPath(new URL('cognito-address.cjs', import.meta.url));

/** Calls to these services go through the proxy: suffixes of `AWS_ENDPOINT_URL_`. */
const PROXIED = ['DYNAMODB', 'EC2', 'SCHEDULER', 'SECRETS_MANAGER', 'SFN'];

/**
 * Changes the template where MiniStack differs from AWS. The rest is deployed as `cdk synth` wrote it.
 * @returns a description of each change
 */
export function adaptAssembly(
  folder: string,
  stack: string,
  ministack: string,
  endpointFor: (functionName: string) => string,
): string[] {
  const file = join(folder, `${stack}.template.json`);
  const read = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const secrets = Object.keys(read.Resources).filter(
    (id) => read.Resources[id]?.Type === 'AWS::SecretsManager::Secret',
  );
  const template = issuerByName(secretsByArn(read, secrets));
  const api = Object.keys(template.Resources).find((id) => template.Resources[id]?.Type === 'AWS::ApiGateway::RestApi');
  const changes = secrets.map((id) => `${id} is referenced by its ARN: MiniStack's Ref of a secret is its name`);
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties) {
      delete template.Resources[id];
      changes.push(`${id} is left out: MiniStack does not support metric math`);
    }
    if (Type === 'AWS::Cognito::ManagedLoginBranding') {
      delete template.Resources[id];
      changes.push(`${id} is left out: MiniStack has sign-in pages without a style`);
    }
    if (Type === 'AWS::XRay::SamplingRule') {
      delete template.Resources[id];
      changes.push(`${id} is left out: MiniStack does not support X-Ray`);
    }
    if (Type === 'AWS::Lambda::Function') {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      const endpoint = endpointFor(String(Properties['FunctionName']).slice(stack.length + 1));
      if ('API_URL' in Variables) {
        Variables['API_URL'] = { 'Fn::Join': ['', [`${ministack}/restapis/`, { Ref: api }, '/v1/_user_request_']] };
        changes.push(`${id} calls the API at MiniStack's address`);
      }
      if ('SIGN_IN' in Variables) {
        Variables['NODE_OPTIONS'] = `--require ${COGNITO_ADDRESS}`;
        Variables['COGNITO_ADDRESS'] = ministack;
        changes.push(`${id} asks the issuer at MiniStack's address`);
      }
      for (const service of PROXIED) Variables[`AWS_ENDPOINT_URL_${service}`] = endpoint;
    }
  }
  writeFileSync(file, JSON.stringify(template));
  changes.push('all functions call AWS through the proxy');
  return changes;
}

/**
 * Adds a resource that is refused after all others were created: CloudFormation creates no parameters of this type. The
 * template gets another key in the bucket of the assets, because the CDK does not upload a key again.
 */
export function addRefusedResource(folder: string, stack: string): void {
  const file = join(folder, `${stack}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const others = Object.keys(template.Resources);
  template.Resources['Refused'] = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: 'refused', Type: 'SecureString', Value: 'refused' },
    DependsOn: others,
  };
  writeFileSync(file, JSON.stringify(template));
  const key = templateKey(folder, stack);
  for (const name of [`${stack}.assets.json`, 'manifest.json']) {
    const described = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), described.replaceAll(key, `refused-${key}`));
  }
}

/** The key of the stack's template in the bucket of the assets. */
function templateKey(folder: string, stack: string): string {
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { properties?: { stackTemplateAssetObjectUrl?: string } }>;
  };
  return artifacts[stack]!.properties!.stackTemplateAssetObjectUrl!.split('/').at(-1)!;
}

/** MiniStack has no attribute ProviderURL of a user pool. */
const issuerByName = (template: Template): Template =>
  JSON.parse(JSON.stringify(template), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('Fn::GetAtt' in value)) return value;
    const [id, attribute] = value['Fn::GetAtt'] as [string, string];
    if (attribute !== 'ProviderURL') return value;
    return { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [id, 'ProviderName'] }]] };
  }) as Template;

/** In CloudFormation, Ref of a secret is its ARN. MiniStack needs Fn::GetAtt. */
const secretsByArn = (template: Template, secrets: readonly string[]): Template =>
  JSON.parse(JSON.stringify(template), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('Ref' in value)) return value;
    return secrets.includes(String(value.Ref)) ? { 'Fn::GetAtt': [value.Ref, 'Arn'] } : value;
  }) as Template;
