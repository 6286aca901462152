/** Bundles every function into the folder of the first argument. A process of its own, because a construct cannot wait. */
import { bundle } from './bundling.ts';
import { FUNCTION_NAMES, specOf } from './functions.ts';

const [, , folder = ''] = process.argv;
await bundle(
  FUNCTION_NAMES.map((name) => specOf(name).entry),
  folder,
);
