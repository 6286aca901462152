const SIMULATED = new WeakSet<object>();

/** Marks an error as one that a fault or the limit of a service explains. */
export function simulated<E extends Error>(error: E): E {
  SIMULATED.add(error);
  return error;
}

/** The error and all errors that it wraps. */
function* chain(error: unknown): Generator<Error> {
  if (!(error instanceof Object) || !('message' in error)) return;
  yield error as Error;
  yield* chain((error as Error).cause);
  for (const each of (error as Partial<AggregateError>).errors ?? []) yield* chain(each);
}

/** Whether a simulated fault is the error or one of its causes. */
export const isSimulated = (error: unknown): boolean => [...chain(error)].some((each) => SIMULATED.has(each));

const PROGRAM_ERRORS: ReadonlySet<string> = new Set(['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError']);

/** The text of an error that only a mistake in the program causes, if it is one. */
export function programError(error: unknown): string | undefined {
  const found = [...chain(error)].find(({ name }) => PROGRAM_ERRORS.has(name));
  return found && `${found.name}: ${found.message}`;
}
