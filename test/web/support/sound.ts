/** Replaces the sound of the browser by a record of what is played. Returns the record, and undoes it. */
export function recordSound(): {
  readonly played: { readonly speaker: string; readonly notes: number[] }[];
  undo(): void;
} {
  const played: { speaker: string; notes: number[] }[] = [];
  class Context {
    readonly currentTime = 0;
    readonly destination = {};
    readonly record = { speaker: '', notes: [] as number[] };
    constructor() {
      played.push(this.record);
    }
    async setSinkId(id: string): Promise<void> {
      this.record.speaker = id;
    }
    async close(): Promise<void> {}
  }
  class Node extends EventTarget {
    readonly gain = { setTargetAtTime: () => undefined };
    readonly #context: Context;
    readonly #frequency: number | undefined;
    constructor(context: Context, { frequency }: { frequency?: number }) {
      super();
      this.#context = context;
      this.#frequency = frequency;
    }
    connect<Target>(target: Target): Target {
      return target;
    }
    start(): void {
      this.#context.record.notes.push(this.#frequency ?? 0);
    }
    stop(): void {}
  }
  const before = Object.entries({ AudioContext: Context, GainNode: Node, OscillatorNode: Node }).map(([name, fake]) => {
    const original: unknown = Reflect.get(globalThis, name);
    Reflect.set(globalThis, name, fake);
    return [name, original] as const;
  });
  return {
    played,
    undo: () => {
      for (const [name, original] of before)
        if (original === undefined) Reflect.deleteProperty(globalThis, name);
        else Reflect.set(globalThis, name, original);
    },
  };
}
