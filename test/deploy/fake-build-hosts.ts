import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import jwt from 'jsonwebtoken';
import { type WebSocket, WebSocketServer } from 'ws';
import type { KeyPair } from '../../steps/domain/certificates.ts';
import { APP, roomName } from '../../steps/domain/rooms.ts';

/** What powers instances off. */
export interface Power {
  stop(instanceId: string): Promise<unknown>;
  terminate(instanceId: string): Promise<unknown>;
}

/** A host "installs itself" for so long. */
const INSTALLS_MS = 3_000;

/**
 * The hosts of builds of images: MiniStack's instances run no software. One that is to be installed powers off when it is
 * done. One from an image answers at port 443 of an address of its own on the loopback interface, as `infra/host/` does:
 * TLS with a certificate that nobody trusts, the health document, and the log-in of the room, which checks tokens.
 */
export class FakeBuildHosts {
  /** Builds whose test host is not ready. */
  readonly starting = new Set<string>();
  /** Builds whose test host powers off when it boots. */
  readonly broken = new Set<string>();
  /** The number of requests for its health that the test host of a build answered. */
  readonly asked = new Map<string, number>();
  readonly #domain: string;
  readonly #certificate: KeyPair;
  readonly #power: Power;
  readonly #addresses = new Map<string, string>();
  readonly #servers: Server[] = [];

  constructor(domain: string, certificate: KeyPair, power: Power) {
    this.#domain = domain;
    this.#certificate = certificate;
    this.#power = power;
  }

  /** Boots the host when it is new, and returns its address. */
  async addressOf(instanceId: string, build: string, purpose: string): Promise<string> {
    const known = this.#addresses.get(instanceId);
    if (known !== undefined) return known;
    const address = `127.0.100.${this.#addresses.size + 1}`;
    this.#addresses.set(instanceId, address);
    if (purpose === 'install') setTimeout(() => void this.#power.stop(instanceId), INSTALLS_MS);
    else if (this.broken.has(build)) await this.#power.terminate(instanceId);
    else await this.#serve(address, build);
    return address;
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  async #serve(address: string, build: string): Promise<void> {
    const { certificate: cert, private_key: key } = this.#certificate;
    const server = createServer({ cert, key, ALPNProtocols: ['http/1.1'] }, (request, response) => {
      if (request.url !== `/_${build}`) return void response.writeHead(404).end();
      this.asked.set(build, (this.asked.get(build) ?? 0) + 1);
      const ready = !this.starting.has(build);
      response.writeHead(ready ? 200 : 503).end(JSON.stringify({ ready, parts: { bridge: ready } }));
    });
    // nginx on a host sends other connections to the relay.
    server.on('secureConnection', (socket: TLSSocket & { readonly servername?: string }) => {
      if (socket.alpnProtocol !== 'http/1.1' || socket.servername !== roomName(build, this.#domain)) socket.destroy();
    });
    const rooms = new WebSocketServer({ server, path: '/xmpp-websocket', handleProtocols: () => 'xmpp' });
    rooms.on('connection', (socket: WebSocket, { url = '' }: { readonly url?: string }) => {
      const token = new URL(url, 'https://host').searchParams.get('token') ?? '';
      socket.on('message', (data: Buffer) => socket.send(answerTo(data.toString(), isValid(token, build))));
    });
    server.listen(443, address);
    await once(server, 'listening');
    this.#servers.push(server);
  }
}

/** The part of XMPP that a log-in needs. */
const answerTo = (stanza: string, admitted: boolean): string =>
  stanza.startsWith('<open')
    ? '<stream:features><mechanisms><mechanism>ANONYMOUS</mechanism></mechanisms></stream:features>'
    : `<${admitted ? 'success' : 'failure'} xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>`;

/** The host of a build has the build's id as the secret of its room. */
function isValid(token: string, build: string): boolean {
  try {
    const options = { issuer: APP, audience: APP, algorithms: ['HS256'], clockTimestamp: Date.now() / 1_000 };
    return jwt.verify(token, build, options)['room'] === build;
  } catch {
    return false;
  }
}
