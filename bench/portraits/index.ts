/**
 * Fits synthetic people with hair and clothes in rooms, of all tones of skin, and compares with what is true of every pixel:
 *   npm run benchmark:portraits -- [-o out/portraits] [--people 10] [--skins FOLDER] [--ignore-cameras] [--write docs/results.md]
 * Each person's numbers are kept once they are known, so that a run that was cut off goes on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { builtFile } from '../../src/files/package-files.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { writeBetweenMarks } from '../experiments/write-between-marks.ts';
import { measurePortrait, type PortraitResult } from './measure.ts';
import { portraitTables } from './tables.ts';

const { output, people, size, skins, ignoreCameras, maxYaw, write } = new Command()
  .option('-o, --output <folder>', 'where captures and results are kept', 'out/portraits')
  .option('--people <n>', 'people, their skins spread from light to dark', '10')
  .option('--size <pixels>', 'side of the photographs', '768')
  .option('--skins <folder>', 'skins to choose from, else tones of the albedo model')
  .option('--ignore-cameras', 'cameras unknown', false)
  .option('--max-yaw <degrees>', 'how far the outermost views stand to the sides', '90')
  .option('--write <file>', 'put the tables between the portraits marks of this Markdown file')
  .parse()
  .opts<{
    output: string;
    people: string;
    size: string;
    skins?: string;
    ignoreCameras: boolean;
    maxYaw: string;
    write?: string;
  }>();

const VIEWS = 5;
const FIRST_SEED = 201;
/** Tones, or skins of the folder. */
const SKINS = skins === undefined ? 10 : 20;

/** Draws a person as users would. */
function synthesize(folder: string, seed: number, skin: number): void {
  const settings = [`--views=${VIEWS}`, `--size=${size}`, `--seed=${seed}`, `--skin=${skin}`, `--max-yaw=${maxYaw}`];
  const looks = ['--hair', '--clothes', '--background=busy', '--focal-spread=15', '--gaze=8', '--irises=drawn'];
  const own = skins === undefined ? [] : [`--skins=${skins}`];
  const program = join(builtFile('..'), 'bin', 'asm-fit');
  const args = [program, 'synth', '-o', folder, '--quiet', ...settings, ...looks, ...own];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${folder} was not drawn: ${stderr}`);
}

const count = Number(people);
mkdirSync(output, { recursive: true });
const kernels = openKernels(Math.min(8, availableParallelism()));
const head = loadBundledHead();
const results: (PortraitResult & { readonly seed: number; readonly skin: number; readonly hair: string })[] = [];
for (let i = 0; i < count; i++) {
  const seed = FIRST_SEED + i;
  const skin = count === 1 ? 1 : 1 + Math.round((i * (SKINS - 1)) / (count - 1));
  const folder = join(output, `person-${seed}`);
  const file = join(output, `person-${seed}${ignoreCameras ? '-solved' : ''}.json`);
  if (!existsSync(folder)) synthesize(folder, seed, skin);
  if (!existsSync(file)) {
    const result = await measurePortrait(kernels, head, folder, { ignoreCameras });
    writeFileSync(`${file}.partial`, JSON.stringify(result));
    renameSync(`${file}.partial`, file);
  }
  const result = JSON.parse(readFileSync(file, 'utf8')) as PortraitResult;
  const { hair } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as { hair: string };
  results.push({ ...result, seed, skin, hair });
  console.log(
    `${i + 1}/${count} skin ${skin}, ${hair}: face ${result.faceMm.toFixed(2)} mm, ${result.wrong} of ${result.painted} wrong`,
  );
}
kernels.close();
const tables = portraitTables(results);
writeFileSync(join(output, 'results.md'), `${tables}\n`);
console.log(tables);
if (write !== undefined) writeBetweenMarks(write, 'portraits', tables);
