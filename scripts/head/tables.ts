/**
 * What follows from the people's head alone and takes long to find (shipped-tables.ts). Writes data/head/tables.bin
 * (`npm run data:tables`, the last step of `npm run data:head`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { mirroredShapes } from '../../src/deca/mirror-codes.ts';
import { solveRestInfluences } from '../../src/export/rig/weights/rest-influences.ts';
import { encodeHeadFile } from '../../src/head/bundled/head-file.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { GAUSSIAN_PROCESS_DEFAULTS, smoothFields } from '../../src/head/shape/gaussian-process.ts';
import { shipTables } from '../../src/head/shipped-tables.ts';

const head = loadPeoplesHead();
// Those of the run before: what the others follow from is found anew.
shipTables(head, new Map());
const { axes, fields } = smoothFields(head, GAUSSIAN_PROCESS_DEFAULTS);
const mirrored = mirroredShapes(createMorphableDecoder(head));
const { joints, weights } = solveRestInfluences(head);
const bytes = encodeHeadFile({
  meta: { kind: 'tables', head: head.name },
  sections: new Map<string, Float64Array | Float32Array | Uint16Array | Uint8Array>([
    ['smooth-axes', axes],
    ['smooth-fields', fields],
    ['mirrored-shapes', Float64Array.from(mirrored.to1DArray())],
    ['influence-joints', joints],
    ['influence-weights', weights],
  ]),
});
writeFileSync(join('data', 'head', 'tables.bin'), bytes);
console.log(`${bytes.length} bytes`);
