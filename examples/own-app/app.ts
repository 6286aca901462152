import { App, Stack } from 'aws-cdk-lib/core';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { ElephantMeetings } from 'elephant-meetings';

const stack = new Stack(new App(), 'School');
const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  zoneName: 'example.org',
});
new ElephantMeetings(stack, 'Meetings', { domain: 'rooms.example.org', hostedZone, pages: false });
