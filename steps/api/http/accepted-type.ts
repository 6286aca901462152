import { refused } from './problem.ts';

/**
 * The first of the types that the header `Accept` allows best (RFC 9110); the first one without a header.
 * @throws Problem 406
 */
export function acceptedType<const Type extends string>(accept: string | undefined, types: readonly Type[]): Type {
  const ranges = (accept ?? '*/*').split(',').map(rangeOf);
  const best = types
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .toSorted((a, b) => b.quality - a.quality)[0];
  if (best && best.quality > 0) return best.type;
  throw refused(406, 'Accept', `Accept must allow ${types.join(' or ')}.`, { code: 'INVALID' });
}

interface Range {
  readonly name: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { name, quality: quality === undefined ? 1 : Number(quality) || 0 };
}

/** The range that names the type most exactly decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const name of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const found = ranges.find((range) => range.name === name);
    if (found) return found.quality;
  }
  return 0;
}
