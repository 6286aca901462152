import { EC2ServiceException } from '@aws-sdk/client-ec2';

export const ec2Error = (name: string, message = name): EC2ServiceException =>
  new EC2ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
