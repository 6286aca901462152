import {
  CreateImageCommand,
  type CreateImageCommandInput,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type Filter,
  type Image,
  type Instance,
  type Snapshot,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { mockClient } from 'aws-sdk-client-mock';
import { ec2Error } from './ec2-error.ts';

/** EC2's images and snapshots: unique names, and snapshots that outlive their image. */
export class FakeImages {
  readonly images: Image[] = [];
  readonly snapshots: Snapshot[] = [];
  /** The next call of this command fails. */
  failNext: string | undefined;

  constructor(mock: ReturnType<typeof mockClient>, instanceOf: (id: string) => Instance) {
    mock
      .on(CreateImageCommand)
      .callsFake((input: CreateImageCommandInput) => this.#create(input, instanceOf))
      .on(DescribeImagesCommand)
      .callsFake(({ Filters = [], Owners }: { Filters?: Filter[]; Owners?: string[] }) => ({
        Images: ownedBy(Owners, this.images).filter(({ Tags = [] }) => Filters.every((filter) => hasTag(Tags, filter))),
      }))
      .on(DescribeSnapshotsCommand)
      .callsFake(({ Filters = [], OwnerIds }: { Filters?: Filter[]; OwnerIds?: string[] }) => ({
        Snapshots: ownedBy(OwnerIds, this.snapshots).filter(({ Tags = [] }) =>
          Filters.every((filter) => hasTag(Tags, filter)),
        ),
      }))
      .on(DeregisterImageCommand)
      .callsFake(({ ImageId }: { ImageId: string }) => this.#remove('DeregisterImage', this.images, { ImageId }))
      .on(DeleteSnapshotCommand)
      .callsFake(({ SnapshotId }: { SnapshotId: string }) => {
        if (this.images.some(({ BlockDeviceMappings: [mapping] = [] }) => mapping?.Ebs?.SnapshotId === SnapshotId))
          throw ec2Error('InvalidSnapshot.InUse');
        return this.#remove('DeleteSnapshot', this.snapshots, { SnapshotId });
      });
  }

  #create(input: CreateImageCommandInput, instanceOf: (id: string) => Instance): unknown {
    if (instanceOf(input.InstanceId ?? '').State?.Name !== 'stopped') throw ec2Error('IncorrectState');
    if (this.images.some(({ Name }) => Name === input.Name)) throw ec2Error('InvalidAMIName.Duplicate');
    const tagsOf = (kind: string): Tag[] =>
      input.TagSpecifications?.find(({ ResourceType }) => ResourceType === kind)?.Tags ?? [];
    const number = String(this.images.length + this.snapshots.length + 1).padStart(17, '0');
    const SnapshotId = `snap-${number}`;
    const at = new Date('2026-12-01T15:00:00Z');
    this.snapshots.push({ SnapshotId, StartTime: at, Tags: tagsOf('snapshot') });
    this.images.push({
      ImageId: `ami-${number}`,
      ...(input.Name !== undefined && { Name: input.Name }),
      State: 'pending',
      CreationDate: at.toISOString(),
      Tags: tagsOf('image'),
      BlockDeviceMappings: [{ Ebs: { SnapshotId } }],
    });
    return { ImageId: `ami-${number}` };
  }

  #remove<T extends object>(command: string, from: T[], which: Partial<T>): unknown {
    if (this.failNext === command) {
      this.failNext = undefined;
      throw ec2Error('InternalError');
    }
    const index = from.findIndex((one) => Object.entries(which).every(([key, id]) => one[key as keyof T] === id));
    if (index < 0) throw ec2Error('InvalidID.NotFound');
    from.splice(index, 1);
    return {};
  }
}

function ownedBy<T>(owners: string[] | undefined, all: readonly T[]): readonly T[] {
  if (owners?.join() !== 'self') throw new Error('without an owner, EC2 lists all public images and snapshots');
  return all;
}

const hasTag = (tags: readonly Tag[], { Name, Values = [] }: Filter): boolean =>
  tags.some(({ Key = '', Value = '' }) =>
    Name === 'tag-key' ? Values.includes(Key) : `tag:${Key}` === Name && Values.includes(Value),
  );
