import type { Signal } from '../../../local/room/protocol.ts';

/** What one person can send to the other, in the order of the media sections of an offer. */
export const SLOTS = ['microphone', 'camera', 'screen'] as const;
export type Slot = (typeof SLOTS)[number];
export type Tracks = Readonly<Record<Slot, MediaStreamTrack | null>>;

/** Milliseconds without a connection until ICE starts again. */
const RESTART_AFTER = 3_000;

interface PeerOptions {
  /** One of the two yields when both offer at once, and waits for the first offer of the other. */
  readonly polite: boolean;
  /** The number of this connection between the two pages. */
  readonly connection: number;
  readonly tracks: Tracks;
  send(signal: Signal): void;
  changed(): void;
  /** The negotiation cannot continue; a new connection is needed. */
  broken(): void;
}

/**
 * The connection to the other person's page, negotiated with the pattern "perfect negotiation" of the WebRTC
 * specification. The sections of all slots exist from the first offer on, so that devices come and go without a new
 * negotiation, and a person without devices receives.
 */
export class Peer {
  readonly connectionNumber: number;
  readonly #options: PeerOptions;
  readonly #rtc: RTCPeerConnection;
  #tracks: Tracks;
  #slots: readonly RTCRtpTransceiver[] = [];
  #makingOffer = false;
  #ignoresOffer = false;
  /** Signals are handled one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #restart: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.connectionNumber = options.connection;
    this.#tracks = options.tracks;
    // No servers: the two pages are on one machine, or in one network.
    this.#rtc = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
    this.#rtc.addEventListener('negotiationneeded', () => this.#try(() => this.#offer()));
    this.#rtc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) this.#send({ candidate: { ...candidate.toJSON() } });
    });
    this.#rtc.addEventListener('connectionstatechange', () => this.#connectionChanged());
    if (!options.polite)
      this.#adopt(SLOTS.map((slot) => this.#rtc.addTransceiver(slot === 'microphone' ? 'audio' : 'video')));
  }

  get connected(): boolean {
    return this.#rtc.connectionState === 'connected';
  }

  /** The track that the other person sends in a slot; it exists from the first offer on. */
  incoming(slot: Slot): MediaStreamTrack | undefined {
    return this.#slots[SLOTS.indexOf(slot)]?.receiver.track;
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks = { ...this.#tracks, [slot]: track };
    this.#replace(slot);
  }

  receive(signal: Signal): void {
    this.#try(() => (this.#queue = this.#queue.then(() => this.#handle(signal))));
  }

  /** Repeats what was lost while the room was not connected. */
  resume(): void {
    if (this.#rtc.signalingState === 'have-local-offer') this.#sendDescription();
    else if (!this.connected) this.#rtc.restartIce();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restart);
    this.#rtc.close();
  }

  async #offer(): Promise<void> {
    // The first offer is the impolite page's: it has the sections of all slots.
    if (this.#options.polite && this.#slots.length === 0) return;
    try {
      this.#makingOffer = true;
      await this.#rtc.setLocalDescription();
      this.#sendDescription();
    } finally {
      this.#makingOffer = false;
    }
  }

  async #handle({ description, candidate }: Signal): Promise<void> {
    if (this.#closed) return;
    if (description) {
      const collision = description.type === 'offer' && (this.#makingOffer || this.#rtc.signalingState !== 'stable');
      this.#ignoresOffer = collision && !this.#options.polite;
      if (this.#ignoresOffer) return;
      // An answer to an offer that was sent twice.
      if (description.type === 'answer' && this.#rtc.signalingState === 'stable') return;
      await this.#rtc.setRemoteDescription(description);
      if (description.type === 'answer') return;
      if (this.#slots.length === 0) this.#adopt(this.#rtc.getTransceivers());
      await this.#rtc.setLocalDescription();
      this.#sendDescription();
    } else if (candidate && this.#rtc.remoteDescription) {
      // A candidate that does not fit is of an offer that was ignored or replaced. Other candidates follow.
      await this.#rtc.addIceCandidate(candidate).catch(() => undefined);
    }
  }

  #adopt(slots: readonly RTCRtpTransceiver[]): void {
    this.#slots = slots;
    for (const transceiver of slots) transceiver.direction = 'sendrecv';
    for (const slot of SLOTS) this.#replace(slot);
  }

  #replace(slot: Slot): void {
    const sender = this.#slots[SLOTS.indexOf(slot)]?.sender;
    if (sender) this.#try(() => sender.replaceTrack(this.#tracks[slot]));
  }

  #connectionChanged(): void {
    clearTimeout(this.#restart);
    const state = this.#rtc.connectionState;
    if (state === 'failed') this.#rtc.restartIce();
    else if (state === 'disconnected') this.#restart = setTimeout(() => this.#rtc.restartIce(), RESTART_AFTER);
    this.#options.changed();
  }

  #sendDescription(): void {
    const { type, sdp } = this.#rtc.localDescription ?? {};
    if (type === 'offer' || type === 'answer') this.#send({ description: { type, sdp: sdp ?? '' } });
  }

  #send(signal: Omit<Signal, 'connection'>): void {
    this.#options.send({ connection: this.connectionNumber, ...signal });
  }

  #try(work: () => Promise<unknown>): void {
    work().catch(() => {
      if (!this.#closed) this.#options.broken();
    });
  }
}
