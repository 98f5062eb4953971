/** Decimals of lengths in metres and of weights: a tenth of a micrometre. */
const DECIMALS = 7;
/** Of unit vectors. */
export const DIRECTION_DECIMALS = 5;

/** A number as short as it is at so many decimals. */
export function usdNumber(value: number, decimals: number = DECIMALS): string {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale;
  // Not -0.
  return rounded === 0 ? '0' : `${rounded}`;
}

/** `[1, 2]` */
export function usdList(values: Iterable<string | number>): string {
  return `[${Array.from(values).join(', ')}]`;
}

/** `[(1, 2, 3), ..]` of rows of so many numbers. */
export function usdRows(values: ArrayLike<number>, width: number, decimals: number = DECIMALS): string {
  const rows: string[] = [];
  for (let i = 0; i < values.length; i += width) {
    let row = usdNumber(values[i], decimals);
    for (let k = 1; k < width; k++) row += `, ${usdNumber(values[i + k], decimals)}`;
    rows.push(`(${row})`);
  }
  return `[${rows.join(', ')}]`;
}

/** `((..), (..), (..), (..))`, rows of a matrix [4, 4], with all digits. */
export function usdMatrix(values: ArrayLike<number>): string {
  const row = (r: number): string => `(${[0, 1, 2, 3].map((k) => values[4 * r + k] || 0).join(', ')})`;
  return `(${[0, 1, 2, 3].map(row).join(', ')})`;
}

/** A text in quotes. */
export function usdText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}"`;
}

/** Names that a prim can have, one for each of some names, in their order: letters, digits and _. The same name has the same. */
export function usdNames(names: Iterable<string>): Map<string, string> {
  const taken = new Set<string>();
  const out = new Map<string, string>();
  for (const name of new Set(names)) {
    const plain = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d|$)/, '_');
    let unique = plain;
    for (let k = 2; taken.has(unique); k++) unique = `${plain}_${k}`;
    taken.add(unique);
    out.set(name, unique);
  }
  return out;
}

/** Lines that lie within something. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

/** A prim: `def Type "name" (metadata) { .. }`. */
export function usdPrim(
  type: string,
  name: string,
  content: readonly string[],
  metadata: readonly string[] = [],
): string[] {
  const head = `def ${type} "${name}"`;
  const opening = metadata.length === 0 ? [head] : [`${head} (`, ...indented(metadata), ')'];
  return [...opening, '{', ...indented(content), '}'];
}
