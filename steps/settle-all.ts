/** Does all, whatever fails, and then says what failed. @throws AggregateError */
export async function settleEach<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      errors.push(error);
    }
  }
  tell(errors);
}

/** Waits for all, whatever fails: a function that has answered is stopped, with whatever it was still at. @throws AggregateError */
export async function settleAll(acts: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(acts);
  tell(results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])));
}

function tell(errors: readonly unknown[]): void {
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} failed: ${String(errors[0])}`);
}
