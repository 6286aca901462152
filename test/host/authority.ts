import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeyPair {
  readonly certificate: string;
  readonly private_key: string;
}

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** A certificate authority in a folder, by openssl. */
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

  /** @param days until it ends */
  issue(name: string, days: number): KeyPair {
    this.#openssl(`req ${NEW_KEY} -subj /CN=room -keyout own.key -out own.csr`);
    writeFileSync(join(this.#folder, 'ext'), `subjectAltName=DNS:${name}\n`);
    this.#openssl(
      `x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days ${days} -extfile ext -out own.pem`,
    );
    const read = (file: string): string => readFileSync(join(this.#folder, file), 'utf8');
    return { certificate: read('own.pem'), private_key: read('own.key') };
  }

  #openssl(command: string): void {
    execFileSync('openssl', command.split(' '), { cwd: this.#folder, stdio: 'pipe' });
  }
}
