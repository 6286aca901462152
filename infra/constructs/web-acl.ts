import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import type { Names } from '../names.ts';

/** Requests of one address in five minutes. A page asks every 5 seconds while its room is not open: this is for about 80 pages. */
export const REQUESTS_PER_ADDRESS = 5_000;
/** The same for POST, such as presence and scheduling. A page sends at most 15, when somebody waits. */
export const POSTS_PER_ADDRESS = 1_500;

export interface WebAclProps {
  readonly stage: Stage;
  readonly names: Names;
}

/** Refuses the requests of an address that sends too many, before they use up the throttle of everybody. */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { stage, names }: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name: names.webAcl,
      // The REST API is regional. A web ACL of CloudFront would have to be in us-east-1.
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: [
        rule('requests', 0, { limit: REQUESTS_PER_ADDRESS, aggregateKeyType: 'IP' }),
        rule('posts', 1, { limit: POSTS_PER_ADDRESS, aggregateKeyType: 'IP', scopeDownStatement: IS_POST }),
      ],
      visibilityConfig: visibility(names.webAcl),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
  }
}

const IS_POST: CfnWebACL.StatementProperty = {
  byteMatchStatement: {
    fieldToMatch: { method: {} },
    positionalConstraint: 'EXACTLY',
    searchString: 'POST',
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

const rule = (
  name: string,
  priority: number,
  rateBasedStatement: CfnWebACL.RateBasedStatementProperty,
): CfnWebACL.RuleProperty => ({
  name,
  priority,
  action: { block: {} },
  statement: { rateBasedStatement },
  visibilityConfig: visibility(name),
});

/** No samples: they contain query strings and headers, and so keys of links. */
const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName,
});
