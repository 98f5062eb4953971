import { describe, expect, it } from 'vitest';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { mirroredShapes } from '../../src/deca/mirror-codes.ts';
import { solveRestInfluences } from '../../src/export/rig/weights/rest-influences.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { GAUSSIAN_PROCESS_DEFAULTS, smoothFields } from '../../src/head/shape/gaussian-process.ts';
import { shippedTable, type TableNumbers } from '../../src/head/shipped-tables.ts';

const head = loadPeoplesHead();

/** That a table ships and is, number for number, what is found. */
function expectShipped(name: string, found: TableNumbers): void {
  const kind = found.constructor as new (length: number) => TableNumbers;
  const table = shippedTable(head, name, kind, found.length);
  expect(table, name).not.toBeNull();
  expect(
    table?.findIndex((x, i) => !Object.is(x, found[i])),
    name,
  ).toBe(-1);
}

describe('tables that ship with the head (mended by npm run data:tables)', () => {
  it('are the smooth modes', () => {
    const { axes, fields } = smoothFields(head, GAUSSIAN_PROCESS_DEFAULTS);
    expectShipped('smooth-axes', axes);
    expectShipped('smooth-fields', fields);
  });

  it("are the codes' mirrors", () => {
    expectShipped('mirrored-shapes', Float64Array.from(mirroredShapes(createMorphableDecoder(head)).to1DArray()));
  });

  it('are the few weights of the skin at rest', () => {
    const { joints, weights } = solveRestInfluences(head);
    expectShipped('influence-joints', joints);
    expectShipped('influence-weights', weights);
  });

  it('belong to no other head and to nobody who wants others', () => {
    const count = GAUSSIAN_PROCESS_DEFAULTS.symmetricModes + GAUSSIAN_PROCESS_DEFAULTS.antisymmetricModes;
    expect(shippedTable(head, 'smooth-axes', Uint8Array, count)).not.toBeNull();
    expect(shippedTable({ ...head }, 'smooth-axes', Uint8Array, count)).toBeNull();
    expect(shippedTable(head, 'smooth-axes', Uint8Array, count + 1)).toBeNull();
    expect(shippedTable(head, 'smooth-axes', Float32Array, count)).toBeNull();
    expect(shippedTable(head, 'none', Uint8Array, count)).toBeNull();
  });
});
