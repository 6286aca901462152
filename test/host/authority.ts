import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from '../../steps/domain/certificates.ts';

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** A certificate authority that runs openssl in a folder. */
export class Authority {
  readonly #folder: string;
  readonly file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.file = join(folder, 'ca.pem');
    this.#openssl(`req -x509 ${NEW_KEY} -days 30 -subj /CN=test -keyout ca.key -out ca.pem`);
  }

  get certificate(): string {
    return readFileSync(this.file, 'utf8');
  }

  issue(name: string, days: number): KeyPair {
    this.#openssl(`req ${NEW_KEY} -subj /CN=room -keyout room.key -out room.csr`);
    writeFileSync(join(this.#folder, 'ext'), `subjectAltName=DNS:${name}\n`);
    this.#openssl(
      `x509 -req -in room.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days ${days} -extfile ext -out room.pem`,
    );
    const read = (file: string): string => readFileSync(join(this.#folder, file), 'utf8');
    return { certificate: read('room.pem'), private_key: read('room.key') };
  }

  #openssl(command: string): void {
    execFileSync('openssl', command.split(' '), { cwd: this.#folder, stdio: 'pipe' });
  }
}
