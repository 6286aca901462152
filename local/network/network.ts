import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Certificate } from './certificate.ts';

const LOOPBACK_ADDRESS = '127.0.0.1';
const OWN_NAMES: readonly string[] = [LOOPBACK_ADDRESS, 'localhost', '[::1]'];

/** Where the servers of the runtime listen, and how browsers reach them. */
export class Network {
  /** The servers listen on this IPv4 address only. */
  readonly address: string;
  /** Undefined: plain HTTP, which browsers trust with cameras only on this computer. */
  readonly certificate: Certificate | undefined;

  constructor(address: string, certificate?: Certificate) {
    this.address = address;
    this.certificate = certificate;
  }

  url(port: number): string {
    return this.#origin(this.address, port);
  }

  /** Origins of the pages that a server on this port serves. */
  origins(port: number): readonly string[] {
    return [this.url(port), this.#origin('localhost', port)];
  }

  /**
   * Whether a request is meant for the runtime, by its header `Host`, such as `localhost:3000`. A page of another site can
   * let its own name point to this address (DNS rebinding) and would then be of the same origin, but its requests have its
   * name.
   */
  isOwn(host: string | undefined): boolean {
    const name = host?.toLowerCase().replace(/:\d+$/, '');
    return name !== undefined && (OWN_NAMES.includes(name) || name === this.address);
  }

  createServer(listener: RequestListener): Server {
    const { certificate } = this;
    return certificate
      ? createSecureServer({ cert: certificate.certificate, key: certificate.private_key }, listener)
      : createServer(listener);
  }

  #origin(name: string, port: number): string {
    return `${this.certificate ? 'https' : 'http'}://${name}:${port}`;
  }
}

/** Only for this computer. */
export const LOOPBACK = new Network(LOOPBACK_ADDRESS);
