import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { DEMO } from '../folders.ts';
import { cartoonSharp } from '../pictures/cartoon.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';

const PAUSE_MS = 50;

/** A folder that a command wrote, and what it said. */
export interface Made {
  readonly folder: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the detailed fit was asked for; it has one thread, and no process beside it. */
export const DETAILED = ['--views', '0,2', '--preset', 'fast', '--ignore-cameras', '--detail'] as const;

/**
 * Folders of fits of several captures at once: the demo's first photograph in `00`, one `nobody` that must fail, and that photograph
 * again, in a folder, in `twin`; `fast`, of a texture and influences other than its preset's, by another optimiser, and asked for
 * residuals that one photograph does not give. Who asks first makes them, others wait for them; nobody writes into them.
 * @throws {Error} no fit was made
 */
export function severalFits(): Made {
  const captures = temporaryFolder();
  const photograph = join(DEMO, 'views', '00.jpg');
  const [nobody, twin] = ['nobody', 'twin'].map((name) => join(captures, name));
  for (const folder of [nobody, twin]) mkdirSync(folder);
  copyFileSync(photograph, join(twin, '00.jpg'));
  const rig = ['--texture-size', '1024', '--influences', '8'];
  const flags = ['--preset', 'fast', '--optimizer', 'sgd', '--detail', ...rig, '--json'];
  return madeOnce('several', 'fit', photograph, nobody, twin, ...flags);
}

/** The folder of a finished fit, the first of {@link severalFits}. */
export function finishedFit(): string {
  return join(severalFits().folder, '00');
}

/**
 * The folder of a fit with residuals: two of the demo's views without their cameras, on one thread. As above.
 * @throws {Error} the fit failed
 */
export function detailedFit(): string {
  return madeOnce('detailed', 'fit', DEMO, ...DETAILED, '--threads', '1').folder;
}

/** The class of a drawing's left half and of its right one, by its label image. */
const [CLOTHES, FACE] = [4, 3];

/**
 * The folder of a fit of a drawing that is taken for a face, of which a label image says: clothes to the left, face to the right.
 * As above. @returns beside it what the command said
 * @throws {Error} the fit failed
 */
export async function drawingFit(): Promise<Made> {
  const capture = temporaryFolder();
  const { width, height } = await cartoonSharp().png().toFile(join(capture, 'cartoon.png'));
  const labels = Uint8Array.from({ length: width * height }, (_, k) => (k % width < width / 2 ? CLOTHES : FACE));
  await sharp(labels, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(join(capture, 'labels.png'));
  const views = [{ image: 'cartoon.png', labels: 'labels.png' }];
  writeFileSync(join(capture, 'capture.json'), JSON.stringify({ version: 1, views }));
  return madeOnce('drawing', 'fit', capture, '--preset', 'fast');
}

/**
 * The folder of a reconstruction of the drawing and of the demo's first photograph. As above.
 * @returns beside it what the command said
 * @throws {Error} the reconstruction failed
 */
export async function finishedReconstruction(): Promise<Made> {
  const drawing = join(temporaryFolder(), 'cartoon.png');
  await cartoonSharp().png().toFile(drawing);
  return madeOnce('faces', 'reconstruct', drawing, join(DEMO, 'views', '00.jpg'), '--json');
}

function madeOnce(name: string, ...command: readonly string[]): Made {
  return onceARun(name, (shared) => {
    const folder = join(shared, 'out');
    return { folder, ...runCli(...command, '-o', folder, '--quiet') };
  });
}

/**
 * What all tests of a run share: who asks first makes it, others wait for it.
 * @param make is given an empty folder, for what it makes below `out`
 * @throws {Error} nothing was made
 */
export function onceARun<T extends Made>(name: string, make: (shared: string) => T): T {
  // A run's own (folder-of-a-run.ts), the same in all its processes.
  const shared = join(tmpdir(), `shared-${name}`);
  const [saying, said] = ['saying', 'said'].map((file) => join(shared, file));
  if (mkdirSync(shared, { recursive: true }) !== undefined) {
    writeFileSync(saying, JSON.stringify(make(shared)));
    // Who waits reads it whole.
    renameSync(saying, said);
  }
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(said)) Atomics.wait(clock, 0, 0, PAUSE_MS);
  const made: T = JSON.parse(readFileSync(said, 'utf8'));
  if (!existsSync(made.folder)) throw new Error(`what tests share was not made: ${made.stderr}`);
  return made;
}
