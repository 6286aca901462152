import type { HostKind } from '../steps/domain/settings.ts';

/** What a kind of host needs from its launch template. */
export interface HostKindSpec {
  /** In `infra/host/`, run at first boot after the dead-man's switch; without one, an image must bring the service. */
  readonly script?: string;
  readonly ports: readonly { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly why: string }[];
  /** Default size of the root volume, GiB. */
  readonly volumeGiB: number;
}

const WEB = [
  { protocol: 'tcp', port: 80, why: 'redirect to https' },
  { protocol: 'tcp', port: 443, why: 'the room, and its health' },
] as const;

export const HOST_KIND_SPECS: Readonly<Record<HostKind, HostKindSpec>> = {
  'stand-in': {
    script: 'stand-in.sh',
    ports: [{ protocol: 'tcp', port: 80, why: 'the stand-in page, and its health' }],
    volumeGiB: 8,
  },
  jitsi: {
    ports: [...WEB, { protocol: 'udp', port: 10_000, why: 'audio and video of the Jitsi bridge' }],
    volumeGiB: 20,
  },
  ami: { ports: WEB, volumeGiB: 20 },
};
