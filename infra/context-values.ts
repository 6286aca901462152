import { z } from 'zod';

// `-c key=value` passes text, so numbers, flags, lists and objects are parsed from text.
export const number = (schema: z.ZodNumber) => z.preprocess((given) => (isText(given) ? Number(given) : given), schema);
export const flag = z.preprocess((given) => ({ true: true, false: false })[String(given)] ?? given, z.boolean());
export const list = <T extends z.ZodType>(item: T) => z.preprocess(splitList, z.array(item).readonly());

export const isText = (given: unknown): given is string => typeof given === 'string' && given.trim() !== '';

export function readJson(given: unknown): unknown {
  if (!isText(given)) return given;
  try {
    return JSON.parse(given);
  } catch {
    // The schema reports the fault.
    return given;
  }
}

export function splitList(given: unknown): unknown {
  if (!isText(given)) return given;
  return given.trimStart().startsWith('[') ? readJson(given) : given.split(',').map((item) => item.trim());
}
