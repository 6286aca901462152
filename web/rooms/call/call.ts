import type { Media, Signal, ToPage, Visitor } from '../../../local/room/protocol.ts';
import type { ClockFields } from '../../lib/wire.ts';
import { type CallState, NO_TRACKS, initialState, type OwnDevice, type Phase } from './call-state.ts';
import { type DeviceKind, listDevices, openBoth, openDevice, openScreen } from './devices.ts';
import { Peer, SLOTS } from './peer.ts';
import { RoomSocket } from './room-socket.ts';

export interface CallOptions {
  readonly token: string;
  /** Sets the clock of the page from the first message. */
  readonly clock: (fields: ClockFields) => void;
  readonly storage: Storage;
}

/** The call of one page: its devices, its connection to the room, and its connection to the other person. */
export class Call {
  readonly #options: CallOptions;
  readonly #page: string = crypto.randomUUID();
  readonly #listeners = new Set<() => void>();
  #socket: RoomSocket | undefined;
  #peer: Peer | undefined;
  /** The page that `#peer` leads to. */
  #peerPage: string | undefined;
  readonly #unsent: { readonly id: string; readonly text: string }[] = [];
  #state: CallState;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#state = initialState((kind) => options.storage.getItem(kind) !== 'off');
  }

  get state(): CallState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Enters the room at once, and opens the devices meanwhile. */
  enter(): void {
    this.#change({ phase: 'entering', online: false });
    this.#socket = new RoomSocket(this.#page, this.#options.token, {
      message: (message) => this.#receive(message),
      lost: () => this.#change({ online: false }),
      dismissed: (why) => this.#stop(why),
    });
    void this.#openDevices();
    navigator.mediaDevices?.addEventListener('devicechange', this.#listDevices);
  }

  leave(): void {
    this.#socket?.send({ type: 'leave' });
    this.#stop('left');
  }

  /** Tries the devices again, after the person has allowed or connected them. */
  retryDevices(): void {
    void this.#openDevices();
  }

  /** Mutes or unmutes the microphone; turns the camera off, with its light, or on. */
  async toggle(kind: DeviceKind): Promise<void> {
    const { track, on } = this.#state[kind];
    const turnOn = !on || track === null;
    this.#options.storage.setItem(kind, turnOn ? 'on' : 'off');
    if (kind === 'microphone' && track) {
      track.enabled = turnOn;
      return this.#setDevice(kind, { track, on: turnOn, problem: undefined });
    }
    if (!turnOn) return this.#setDevice(kind, { track: null, on: false, problem: undefined });
    await this.choose(kind, this.#chosen[kind]);
  }

  readonly #chosen: Record<DeviceKind, string | undefined> = { microphone: undefined, camera: undefined };

  async choose(kind: DeviceKind, id: string | undefined): Promise<void> {
    // Some cameras can be open only once.
    if (kind === 'camera') this.#state.camera.track?.stop();
    const { track, problem } = await openDevice(kind, id);
    if (track) this.#chosen[kind] = id;
    this.#setDevice(kind, { track: track ?? null, on: true, problem });
    this.#listDevices();
  }

  chooseSpeaker(id: string): void {
    this.#change({ speaker: id });
  }

  async toggleScreen(): Promise<void> {
    if (this.#state.screen) return this.#setScreen(null);
    const track = await openScreen();
    if (!track) return;
    track.addEventListener('ended', () => this.#setScreen(null));
    this.#setScreen(track);
  }

  say(text: string): void {
    const message = { id: crypto.randomUUID(), text };
    if (!this.#socket?.send({ type: 'chat', ...message })) this.#unsent.push(message);
  }

  #receive(message: ToPage): void {
    switch (message.type) {
      case 'welcome': {
        const { role, lesson, other, chat } = message;
        this.#options.clock(message);
        const known = new Set(chat.map(({ id }) => id));
        // A host that was restarted has lost the chat; this page has not.
        const kept = this.#state.chat.filter(({ id }) => !known.has(id));
        this.#change({ phase: 'inside', online: true, role, lesson, chat: [...kept, ...chat] });
        for (const one of this.#unsent.splice(0)) this.#socket?.send({ type: 'chat', ...one });
        this.#sendMedia();
        this.#meet(other, false);
        return this.#peer?.resume();
      }
      case 'other':
        return this.#meet(message.other, message.left);
      case 'signal':
        return this.#negotiate(message.from, message.signal);
      case 'chat':
        return this.#change({
          chat: [...this.#state.chat.filter(({ id }) => id !== message.message.id), message.message],
        });
      case 'pong':
        return undefined;
    }
  }

  /** A new page of the other person needs a new connection. A page that lost only its socket keeps its connection. */
  #meet(other: Visitor | null, left: boolean): void {
    const before = this.#state.other;
    this.#change({ other, otherLeft: left || (other === null && before === null && this.#state.otherLeft) });
    if (left) this.#disconnect();
    else if (other && other.page !== this.#peerPage) this.#connect(other.page, 0);
  }

  #negotiate(from: string, signal: Signal): void {
    if (from !== this.#peerPage || !this.#peer) return;
    if (signal.connection > this.#peer.connectionNumber) this.#connect(from, signal.connection);
    if (signal.connection === this.#peer.connectionNumber) this.#peer.receive(signal);
  }

  #connect(page: string, connection: number): void {
    this.#disconnect();
    const { role, microphone, camera, screen } = this.#state;
    this.#peerPage = page;
    const peer = new Peer({
      polite: role === 'student',
      connection,
      tracks: { microphone: microphone.track, camera: camera.track, screen },
      send: (signal) => void this.#socket?.send({ type: 'signal', to: page, signal }),
      changed: () => {
        if (this.#peer === peer) this.#change({ connected: peer.connected, incoming: incomingOf(peer) });
      },
      broken: () => {
        if (this.#peer !== peer) return;
        this.#connect(page, connection + 1);
        // The other page starts its side of the new connection.
        this.#socket?.send({ type: 'signal', to: page, signal: { connection: connection + 1 } });
      },
    });
    this.#peer = peer;
  }

  #disconnect(): void {
    this.#peer?.close();
    this.#peer = undefined;
    this.#peerPage = undefined;
    this.#change({ connected: false, incoming: NO_TRACKS });
  }

  async #openDevices(): Promise<void> {
    this.#change({ asking: true });
    const wanted = { microphone: missing(this.#state.microphone), camera: missing(this.#state.camera) };
    const opened = await openBoth(wanted);
    for (const kind of ['microphone', 'camera'] as const)
      if (wanted[kind])
        this.#setDevice(kind, { track: opened[kind].track ?? null, on: true, problem: opened[kind].problem });
    this.#change({ asking: false });
    this.#listDevices();
  }

  readonly #listDevices = (): void =>
    // Devices that the browser does not list cannot be chosen.
    void listDevices().then(
      (devices) => this.#change({ devices }),
      () => undefined,
    );

  #setDevice(kind: DeviceKind, device: OwnDevice): void {
    const before = this.#state[kind].track;
    if (this.#state.phase !== 'inside' && this.#state.phase !== 'entering') return device.track?.stop();
    if (before !== device.track) {
      before?.stop();
      // Such as a headset that is unplugged.
      device.track?.addEventListener('ended', () => {
        if (this.#state[kind].track === device.track)
          this.#setDevice(kind, { track: null, on: device.on, problem: 'missing' });
      });
    }
    this.#change({ [kind]: device });
    this.#peer?.setTrack(kind, device.track);
    this.#sendMedia();
  }

  #setScreen(track: MediaStreamTrack | null): void {
    if (this.#state.screen !== track) this.#state.screen?.stop();
    this.#change({ screen: track });
    this.#peer?.setTrack('screen', track);
    this.#sendMedia();
  }

  #sendMedia(): void {
    const { microphone, camera, screen } = this.#state;
    const media: Media = {
      microphone: microphone.on && microphone.track !== null,
      camera: camera.on && camera.track !== null,
      screen: screen !== null,
    };
    this.#socket?.send({ type: 'media', media });
  }

  #stop(phase: Phase): void {
    this.#socket?.close();
    this.#disconnect();
    navigator.mediaDevices?.removeEventListener('devicechange', this.#listDevices);
    for (const slot of ['microphone', 'camera'] as const) {
      this.#state[slot].track?.stop();
      this.#change({ [slot]: { ...this.#state[slot], track: null } });
    }
    this.#state.screen?.stop();
    this.#change({ phase, online: false, other: null, screen: null });
  }

  #change(fields: Partial<CallState>): void {
    this.#state = { ...this.#state, ...fields };
    for (const listener of this.#listeners) listener();
  }
}

const missing = ({ track, on }: OwnDevice): boolean => on && track === null;

const incomingOf = (peer: Peer): CallState['incoming'] => ({
  ...NO_TRACKS,
  ...Object.fromEntries(SLOTS.map((slot) => [slot, peer.incoming(slot)])),
});
