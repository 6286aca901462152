interface FaceProps {
  readonly name: string;
  readonly small?: boolean;
  /** A ring: the person is here. A dashed ring: not yet. */
  readonly here?: boolean | undefined;
}

/** The first letter of a name on a color of its own. The name is always beside it as text. */
export const Face = ({ name, small = false, here }: FaceProps) => {
  const ring = here === undefined ? '' : here ? ' face-here' : ' face-away';
  return (
    <span className={`face face-${colorOf(name)}${small ? ' face-small' : ''}${ring}`} aria-hidden="true">
      {name.match(/./u)?.[0].toUpperCase()}
    </span>
  );
};

const COLORS = 5;

/** The same name has the same color on every page. */
function colorOf(name: string): number {
  let sum = 7;
  for (let index = 0; index < name.length; index++) sum = (sum * 31 + name.charCodeAt(index)) % 9973;
  return sum % COLORS;
}
