const NAME = 'organiser key';

/** The organiser's key, asked for once and kept in this browser. */
export class OrganiserKey {
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

  forget(): void {
    this.#storage.removeItem(NAME);
  }
}
