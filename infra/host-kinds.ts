import type { HostKind } from '../steps/domain/host-kind.ts';
import type { Timetable } from '../steps/domain/timetable.ts';

/** What a kind of host needs from its launch template. */
export interface HostKindSpec {
  /** A public parameter of AWS that names the latest image for arm64; without one, an image must be decided. */
  readonly imageParameter?: string;
  readonly rootDevice: string;
  readonly ports: readonly { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly why: string }[];
  /** Default size of the root volume, GiB. */
  readonly volumeGiB: number;
  /** Where hosts of this kind need another timetable unless an image of one's own makes them quick. */
  readonly timetable?: Partial<Timetable>;
}

const WEB = [
  { protocol: 'tcp', port: 80, why: 'redirect to https' },
  { protocol: 'tcp', port: 443, why: 'the room, and its health' },
] as const;

export const HOST_KIND_SPECS: Readonly<Record<HostKind, HostKindSpec>> = {
  'stand-in': {
    imageParameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    rootDevice: '/dev/xvda',
    ports: [{ protocol: 'tcp', port: 80, why: 'the stand-in page, and its health' }],
    volumeGiB: 8,
  },
  jitsi: {
    // Ubuntu 24.04 LTS; Canonical publishes the parameter (documentation.ubuntu.com/aws, "Find Ubuntu images").
    imageParameter: '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
    rootDevice: '/dev/sda1',
    ports: [...WEB, { protocol: 'udp', port: 10_000, why: 'audio and video of the Jitsi bridge' }],
    volumeGiB: 20,
    // Packages and container images are fetched first: five to ten minutes.
    timetable: { launchLead: 1200 },
  },
  ami: { rootDevice: '/dev/xvda', ports: WEB, volumeGiB: 20 },
};
