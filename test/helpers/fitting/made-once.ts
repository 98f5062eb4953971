import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { DEMO } from '../folders.ts';
import { cartoonSharp } from '../pictures/cartoon.ts';
import { onceARun } from '../run/once-a-run.ts';
import { runCli, type Said, temporaryFolder } from '../run-cli.ts';

/** A folder that a command wrote, and what it said. */
export interface Made extends Said {
  readonly folder: string;
}

/**
 * What {@link severalFits} are asked for, and who is to come to the same: a texture and influences other than the preset's, another
 * optimiser, and residuals.
 */
export const ASKED = {
  preset: 'fast',
  optimizer: 'sgd',
  detail: true,
  textureSize: 1024,
  influences: 8,
  ignoreCameras: true,
} as const;

const ASKED_FLAGS = [
  ...['--preset', ASKED.preset, '--optimizer', ASKED.optimizer, '--detail', '--ignore-cameras'],
  ...['--texture-size', `${ASKED.textureSize}`, '--influences', `${ASKED.influences}`],
];

/** A folder of photographs, and those of them that are `pair` in {@link severalFits}. */
export const PAIR = { folder: join(DEMO, 'views'), views: [0, 2] } as const;

/** What fits {@link PAIR} alone, photographs copied into a new folder. */
export function pairAlone(): string[] {
  return [copiedPair(temporaryFolder()), ...ASKED_FLAGS];
}

function copiedPair(parent: string): string {
  const pair = join(parent, 'pair');
  mkdirSync(pair);
  for (const v of PAIR.views) copyFileSync(join(PAIR.folder, `0${v}.jpg`), join(pair, `0${v}.jpg`));
  return pair;
}

/**
 * Folders of fits of several captures at once, on one thread, with no process beside it: the demo's first photograph in `00`, which
 * gives no residuals; one `nobody` that must fail; {@link PAIR} in `pair`; in `drawing` what is taken for a face, of which a label
 * image says: clothes to the left, face to the right. Who asks first makes them, others wait for them; nobody writes into them.
 * @throws {Error} no fit was made
 */
export async function severalFits(): Promise<Made> {
  const captures = temporaryFolder();
  const [nobody, drawing] = ['nobody', 'drawing'].map((name) => join(captures, name));
  for (const folder of [nobody, drawing]) mkdirSync(folder);
  await drawLabelled(drawing);
  const photograph = join(PAIR.folder, '00.jpg');
  return madeOnce(
    'several',
    'fit',
    photograph,
    nobody,
    copiedPair(captures),
    drawing,
    ...ASKED_FLAGS,
    '--threads',
    '1',
    '--json',
  );
}

/** The folder of a finished fit, of one photograph: the first of {@link severalFits}. */
export async function finishedFit(): Promise<string> {
  return join((await severalFits()).folder, '00');
}

/** The folder of a fit with residuals, of {@link PAIR} among {@link severalFits}. */
export async function detailedFit(): Promise<string> {
  return join((await severalFits()).folder, 'pair');
}

/** The class of a drawing's left half and of its right one, by its label image. */
const [CLOTHES, FACE] = [4, 3];

async function drawLabelled(capture: string): Promise<void> {
  const { width, height } = await cartoonSharp().png().toFile(join(capture, 'cartoon.png'));
  const labels = Uint8Array.from({ length: width * height }, (_, k) => (k % width < width / 2 ? CLOTHES : FACE));
  await sharp(labels, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(join(capture, 'labels.png'));
  const views = [{ image: 'cartoon.png', labels: 'labels.png' }];
  writeFileSync(join(capture, 'capture.json'), JSON.stringify({ version: 1, views }));
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

/** What a command writes, for all tests of a run. @param command without where it writes @throws {Error} it failed */
export function madeOnce(name: string, ...command: readonly string[]): Made {
  return onceARun(name, (shared) => {
    const folder = join(shared, 'out');
    return whole({ folder, ...runCli(...command, '-o', folder, '--quiet') });
  });
}

/** @throws {Error} with what the command said, where its folder is not there */
export function whole<T extends Made>(made: T): T {
  if (!existsSync(made.folder)) throw new Error(made.stderr);
  return made;
}
