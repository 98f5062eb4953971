/**
 * A face's shape from one photograph by the mean head, by the encoder alone, and by the encoder and the face recogniser:
 *   npm run experiment:identity -- [--captures <folder>] [--heads <folder>] [-o out/identity-experiment] [--write docs/experiments.md]
 * Of captures with scans every view alone that is turned by 45 degrees at most; of `--heads` the photographs in `<name>/photos`, against the head that a fit
 * to several photographs of the person left in `<name>/head.obj`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { decodeNeutral, moveFace } from '../../../src/deca/decode/morphable-decoder.ts';
import { loadDecaModel } from '../../../src/deca/reconstruct-face.ts';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import { readObjVertices } from '../../../src/evaluation/read-obj.ts';
import { measureMesh } from '../../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../../src/evaluation/scan-protocols.ts';
import { mean } from '../../../src/geometry/mean.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { machineOf } from '../machine.ts';
import { capturesWithTruth } from '../true-captures.ts';
import { tableOf, writeBetweenMarks } from '../write-between-marks.ts';
import { neutralError } from './neutral-error.ts';
import { TELLERS, type ToldShapes, toldShapes } from './told-shapes.ts';

const { output, captures, heads, write } = new Command()
  .option('-o, --output <folder>', 'where results are kept', 'out/identity-experiment')
  .option('--captures <folder>', 'james and lee_perry_smith, with capture.json, scan.obj and scan-landmarks.json')
  .option('--heads <folder>', 'folders with head.obj, a fit to several photographs, and photos/')
  .option('--write <file>', 'put the table between the marks of this Markdown file')
  .parse()
  .opts<{ output: string; captures?: string; heads?: string; write?: string }>();

const head = loadPeoplesHead();
const model = await loadDecaModel(head);
const detector = await createLandmarkDetector();
const kernels = openKernels(1);
const { decoder } = model;
const meanShape = new Float64Array(decoder.sizes.shape);

/** Mean errors of the photographs of a folder, and how many showed a face near the front. */
async function errorsIn(folder: string, error: (codes: ToldShapes[keyof ToldShapes]) => number) {
  const told: ToldShapes[] = [];
  for (const name of readdirSync(folder).sort()) {
    const shapes = await toldShapes(join(folder, name), model, detector, meanShape);
    if (shapes !== null) told.push(shapes);
  }
  const errors = TELLERS.map((teller) => mean(told.map((shapes) => error(shapes[teller]))));
  return { photographs: told.length, errors };
}

const results: { name: string; truth: string; photographs: number; errors: number[] }[] = [];
for (const { name, folder, scan } of await capturesWithTruth(captures ?? null, ['james', 'lee_perry_smith'])) {
  const found = await errorsIn(join(folder, 'views'), (codes) => {
    const positions = moveFace(decoder, decodeNeutral(decoder, codes.shape), codes);
    return measureMesh(kernels, markedHead(head, positions), scan, SCAN_PROTOCOLS.now).error.meanMm;
  });
  results.push({ name, truth: name === 'demo' ? 'its mesh' : 'a scan', ...found });
}
for (const name of heads === undefined ? [] : readdirSync(heads).sort()) {
  const mesh = join(heads ?? '', name, 'head.obj');
  if (!existsSync(mesh)) continue;
  const fitted = readObjVertices(readFileSync(mesh, 'utf8')).subarray(0, 3 * head.vertexCount);
  const found = await errorsIn(join(heads ?? '', name, 'photos'), ({ shape }) =>
    neutralError(head, decodeNeutral(decoder, shape), fitted),
  );
  results.push({ name, truth: 'a fit to several photographs', ...found });
}
kernels.close();
await model.encoder.close();

const rows = results.map(({ name, truth, photographs, errors }) => [
  name,
  truth,
  String(photographs),
  ...errors.map((mm) => mm.toFixed(2)),
]);
const shares = TELLERS.map((_, k) => mean(results.map(({ errors }) => errors[k] / errors[0])));
const table = tableOf(
  ['who', 'truth', 'photographs', ...TELLERS],
  [...rows, ['over the mean head', '', '', ...shares.map((share) => share.toFixed(2))]],
);
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'identity.json'), `${JSON.stringify({ machine: machineOf(), results })}\n`);
if (write !== undefined) writeBetweenMarks(write, 'identity', table);
console.log(table);
