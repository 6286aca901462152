const NAME = 'organiser key';

/** Keeps the organiser's API key in this browser. */
export class ApiKeyStore {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get(): string | undefined {
    return this.#storage.getItem(NAME) ?? undefined;
  }

  set(key: string): void {
    this.#storage.setItem(NAME, key);
  }
}
