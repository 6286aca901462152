import {
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Filter,
  type Tag,
} from '@aws-sdk/client-ec2';
import { TAGS } from '../domain/tags.ts';
import type { BuildHost, Image, Images } from '../image/ports.ts';
import { settleEach } from '../settle-all.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { codeOf, tagFilter } from './ec2-instances.ts';

/** Images and snapshots on EC2, found by their tags. The volume of a host is encrypted, and so its image is. */
export class Ec2Images implements Images {
  readonly #client: EC2Client;
  readonly #deployment: string;

  constructor(client: EC2Client, deployment: string) {
    this.#client = client;
    this.#deployment = deployment;
  }

  async create({ build, inputs, instanceId }: BuildHost): Promise<void> {
    const Tags = [
      { Key: TAGS.deployment, Value: this.#deployment },
      { Key: TAGS.build, Value: build },
      { Key: TAGS.inputs, Value: inputs },
    ];
    const call = new CreateImageCommand({
      InstanceId: instanceId,
      // Unique in an account, which makes the call repeatable.
      Name: `${this.#deployment}-${build}`,
      TagSpecifications: [
        { ResourceType: 'image', Tags },
        { ResourceType: 'snapshot', Tags },
      ],
    });
    try {
      await this.#client.send(call);
    } catch (error) {
      if (codeOf(error) !== 'InvalidAMIName.Duplicate') throw error;
    }
  }

  async all(): Promise<readonly Image[]> {
    const [images, snapshots] = await Promise.all([this.#images([]), this.#snapshots([])]);
    const orphaned = snapshots.filter(({ build }) => images.every((image) => image.build !== build));
    return [...images, ...orphaned];
  }

  async remove(build: string): Promise<void> {
    const ofBuild = [tagFilter(TAGS.build, build)];
    const [images, snapshots] = await Promise.all([this.#images(ofBuild), this.#snapshots(ofBuild)]);
    // EC2 refuses to delete the snapshot of an image, so the image is first.
    await settleEach(images, async ({ imageId }) => {
      await this.#client.send(new DeregisterImageCommand({ ImageId: imageId }));
    });
    await settleEach(snapshots, async ({ snapshotId }) => {
      await this.#client.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
    });
  }

  async #images(filters: readonly Filter[]): Promise<readonly Image[]> {
    const { Images = [] } = await this.#client.send(new DescribeImagesCommand(this.#ours(filters, 'Owners')));
    return Images.map(({ ImageId = '', Tags = [], State, CreationDate = '' }) => ({
      build: tagOf(Tags, TAGS.build),
      imageId: ImageId,
      inputs: tagOf(Tags, TAGS.inputs),
      createdAt: Date.parse(CreationDate),
      state: State === 'available' || State === 'pending' ? State : 'failed',
    }));
  }

  async #snapshots(filters: readonly Filter[]): Promise<readonly (Image & { readonly snapshotId: string })[]> {
    const { Snapshots = [] } = await this.#client.send(new DescribeSnapshotsCommand(this.#ours(filters, 'OwnerIds')));
    return Snapshots.map(({ SnapshotId = '', Tags = [], StartTime }) => ({
      snapshotId: SnapshotId,
      build: tagOf(Tags, TAGS.build),
      inputs: tagOf(Tags, TAGS.inputs),
      createdAt: StartTime?.getTime() ?? 0,
      state: 'failed' as const,
    }));
  }

  #ours<Owner extends string>(filters: readonly Filter[], owner: Owner) {
    const Filters = [
      tagFilter(TAGS.deployment, this.#deployment),
      { Name: 'tag-key', Values: [TAGS.build] },
      ...filters,
    ];
    return { Filters, [owner]: ['self'] };
  }
}

const tagOf = (tags: readonly Tag[], key: string): string => tags.find(({ Key }) => Key === key)?.Value ?? '';

export const images = adapter(
  { DEPLOYMENT: text },
  (env, tools): Images => new Ec2Images(tools.traced(new EC2Client(clientConfig)), env.DEPLOYMENT),
);
