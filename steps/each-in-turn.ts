/** Does all, whatever fails, and then says what failed. @throws AggregateError */
export async function eachInTurn<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} failed: ${String(errors[0])}`);
}
