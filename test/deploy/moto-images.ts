import {
  CreateImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { clientOf } from './clients.ts';
import { type Call, tagsIn } from '../privilege/calls.ts';

/** Actions that MiniStack does not support. */
export const isImageAction = (action: string): boolean =>
  /^ec2:(CreateImage|DescribeImages|DeregisterImage|DescribeSnapshots|DeleteSnapshot)$/.test(action);

/**
 * Makes an image with its snapshot in moto, which has no instance of MiniStack: the disk is that of an instance of its own. moto
 * refuses tags of snapshots in CreateImage, so they are added afterwards.
 * @returns the response of EC2
 */
export async function createImage(endpoint: string, parameters: Call['parameters']): Promise<string> {
  const moto = new EC2Client(clientOf(endpoint));
  const { Instances: [{ InstanceId = '' } = {}] = [] } = await moto.send(
    new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: 'ami-12c6146b' }),
  );
  await moto.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
  const TagSpecifications = [{ ResourceType: 'image' as const, Tags: tags(parameters, 'image') }];
  const { ImageId = '' } = await moto.send(
    new CreateImageCommand({ InstanceId, Name: parameters['Name'] ?? '', TagSpecifications }),
  );
  const { Images: [made] = [] } = await moto.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
  const snapshots = (made?.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  await moto.send(new CreateTagsCommand({ Resources: snapshots, Tags: tags(parameters, 'snapshot') }));
  return `<CreateImageResponse><requestId>moto</requestId><imageId>${ImageId}</imageId></CreateImageResponse>`;
}

const tags = (parameters: Call['parameters'], kind: string): Tag[] =>
  Object.entries(tagsIn(parameters, kind)).map(([Key, Value]) => ({ Key, Value }));
