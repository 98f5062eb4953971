import type { HeadModel } from './head-model.ts';

/** Numbers of a table. */
export type TableNumbers = Float64Array | Float32Array | Uint16Array | Uint8Array;

/**
 * What follows from a head alone and takes a tenth of a second or more to find, by name: `smooth-axes`, `smooth-fields`
 * (gaussian-process.ts), `mirrored-shapes` (mirror-codes.ts), `influence-joints`, `influence-weights` (rest-influences.ts).
 */
export type HeadTables = ReadonlyMap<string, ArrayBufferView>;

const shipped = new WeakMap<HeadModel, HeadTables>();

/** Tables that were found when the package was made. @param head that they are of, as it is: a changed copy has none */
export function shipTables(head: HeadModel, tables: HeadTables): void {
  shipped.set(head, tables);
}

/** A table of a head that ships with it, where it is one of that kind and length; else null, and it has to be found. */
export function shippedTable<Numbers extends TableNumbers>(
  head: HeadModel,
  name: string,
  kind: new (length: number) => Numbers,
  length: number,
): Numbers | null {
  const table = shipped.get(head)?.get(name);
  return table instanceof kind && table.length === length ? table : null;
}
