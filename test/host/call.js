/**
 * A participant of a call of two: signals over XMPP through the host, as Jitsi's client does, and asks the host for its STUN
 * and TURN servers (XEP-0215). A page of the host loads it.
 */
const NAMESPACES = {
  framing: 'urn:ietf:params:xml:ns:xmpp-framing',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  services: 'urn:xmpp:extdisco:2',
  muc: 'http://jabber.org/protocol/muc',
};

class Signals {
  #handlers = new Set();

  static async open(url) {
    const signals = new Signals();
    signals.socket = new WebSocket(url, 'xmpp');
    signals.socket.addEventListener('message', ({ data }) => signals.#receive(data));
    await new Promise((resolve, reject) => {
      signals.socket.addEventListener('open', resolve);
      signals.socket.addEventListener('error', () => reject(new Error('no connection')));
    });
    const stream = `<open xmlns='${NAMESPACES.framing}' to='meet.jitsi' version='1.0'/>`;
    await signals.ask(stream, 'features');
    await signals.ask(`<auth xmlns='${NAMESPACES.sasl}' mechanism='ANONYMOUS'/>`, 'success');
    await signals.ask(stream, 'features');
    await signals.query('set', `<bind xmlns='${NAMESPACES.bind}'/>`);
    return signals;
  }

  on(handler) {
    this.#handlers.add(handler);
  }

  send(text) {
    this.socket.send(text);
  }

  /** Sends, and resolves with the next stanza of this name. */
  ask(text, name) {
    return new Promise((resolve) => {
      const handler = (stanza) => {
        if (stanza.localName !== name) return;
        this.#handlers.delete(handler);
        resolve(stanza);
      };
      this.#handlers.add(handler);
      this.send(text);
    });
  }

  query(type, content) {
    return this.ask(`<iq xmlns='jabber:client' id='q' to='meet.jitsi' type='${type}'>${content}</iq>`, 'iq');
  }

  #receive(text) {
    const stanza = new DOMParser().parseFromString(text, 'text/xml').documentElement;
    this.#handlers.forEach((handler) => handler(stanza));
  }
}

/** The servers for `RTCPeerConnection`, as lib-jitsi-meet reads them. */
async function iceServers(signals) {
  const response = await signals.query('get', `<services xmlns='${NAMESPACES.services}'/>`);
  return [...response.querySelectorAll('service')].map((service) => {
    const of = (name) => service.getAttribute(name);
    const urls = `${of('type')}:${of('host')}:${of('port')}?transport=${of('transport')}`;
    return { urls, username: of('username'), credential: of('password') };
  });
}

class Call {
  #waiting = [];

  async join(room, nick) {
    this.signals = await Signals.open(`wss://${location.host}/xmpp-websocket`);
    this.servers = await iceServers(this.signals);
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
    this.connection = new RTCPeerConnection({ iceServers: this.servers });
    for (const track of media.getTracks()) this.connection.addTrack(track, media);
    this.connection.addEventListener('track', ({ streams: [stream] }) => this.#show(stream));
    this.connection.addEventListener('icecandidate', ({ candidate }) => candidate && this.#tell({ candidate }));
    this.address = `${room}@muc.meet.jitsi`;
    this.nick = nick;
    this.signals.on((stanza) => void this.#receive(stanza));
    const history = `<x xmlns='${NAMESPACES.muc}'><history maxstanzas='0'/></x>`;
    await this.signals.ask(
      `<presence xmlns='jabber:client' to='${this.address}/${nick}'>${history}</presence>`,
      'presence',
    );
  }

  /** Called by the one who was there first. */
  async invite() {
    await this.connection.setLocalDescription();
    this.#tell({ description: this.connection.localDescription });
  }

  /** What arrives, and the selected pair of candidates. */
  async report() {
    const stats = [...(await this.connection.getStats()).values()];
    const byId = (id) => stats.find((each) => each.id === id);
    const inbound = (kind) => stats.find((each) => each.type === 'inbound-rtp' && each.kind === kind);
    const pair = byId(stats.find((each) => each.type === 'transport')?.selectedCandidatePairId);
    const local = byId(pair?.localCandidateId);
    return {
      audio: inbound('audio')?.bytesReceived ?? 0,
      frames: inbound('video')?.framesDecoded ?? 0,
      pair: local && { type: local.candidateType, protocol: local.relayProtocol ?? local.protocol },
    };
  }

  #tell(content) {
    const body = document.createElement('body');
    body.textContent = JSON.stringify({ from: this.nick, ...content });
    const text = body.innerHTML;
    this.signals.send(
      `<message xmlns='jabber:client' to='${this.address}' type='groupchat'><body>${text}</body></message>`,
    );
  }

  async #receive(stanza) {
    const body = stanza.localName === 'message' && stanza.querySelector('body');
    if (!body) return;
    const { from, description, candidate } = JSON.parse(body.textContent);
    if (from === this.nick) return;
    if (candidate) this.#waiting.push(candidate);
    if (description) {
      await this.connection.setRemoteDescription(description);
      if (description.type === 'offer') await this.invite();
    }
    if (this.connection.remoteDescription)
      for (const each of this.#waiting.splice(0)) await this.connection.addIceCandidate(each);
  }

  #show(stream) {
    const video = document.querySelector('video') ?? document.body.appendChild(document.createElement('video'));
    Object.assign(video, { autoplay: true, muted: true, srcObject: stream });
  }
}

globalThis.call = new Call();
