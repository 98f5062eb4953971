/**
 * People's heads on the bundled head's skin: carries ICT-FaceKit's mean and identity modes over. Writes data/head/people.bin.
 *   node dist-tools/scripts/head/carry-people.js <folder with ict_facekit.json and .bin>
 */
import { writeFileSync } from 'node:fs';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { carryOver } from '../../src/head/ict/carry-over.ts';
import { readIct } from '../../src/head/ict/read-ict.ts';
import { packPopulation } from '../../src/head/people/skin-population.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';

const kernels = openKernels(2);
const people = carryOver(kernels, loadBundledHead(), readIct(process.argv[2] ?? ''));
kernels.close();
const bytes = packPopulation(people);
writeFileSync('data/head/people.bin', bytes);
console.log(`${people.modes.length} modes, ${bytes.length} bytes`);
