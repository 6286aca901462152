/** Runs `act` on every item, also after errors. @throws the error, or AggregateError with all of them */
export async function settleEach<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      errors.push(error);
    }
  }
  throwAny(errors);
}

/** Waits for all, also after errors: Lambda freezes a function that has returned. @throws the error, or AggregateError with all of them */
export async function settleAll(acts: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(acts);
  throwAny(results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])));
}

/** Runs `act` on every item, a group of items at a time, also after errors. @throws the error, or AggregateError with all of them */
export const inGroups = <T>(items: readonly T[], size: number, act: (item: T) => Promise<void>): Promise<void> =>
  settleEach(
    Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size)),
    (group) => settleAll(group.map(act)),
  );

/** @throws the error, or AggregateError with all of them; nothing when there is none */
export function throwAny(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} failed: ${String(errors[0])}`);
}
