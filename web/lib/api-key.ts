const NAME = 'organiser key';

/** Keeps the organiser's API key in this browser. */
export class ApiKeyStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#storage = storage;
  }

  get(): string | undefined {
    return this.#storage.getItem(NAME) ?? undefined;
  }

  set(key: string): void {
    this.#storage.setItem(NAME, key);
  }
}
