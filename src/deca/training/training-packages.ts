import { createRequire } from 'node:module';
import { AsmFitError } from '../../errors.ts';

/** What training alone needs, as npm is asked for it: a user who fits does not carry it. */
const TRAINING_PACKAGES: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs': '@tensorflow/tfjs@4',
  '@tensorflow/tfjs-backend-wasm': '@tensorflow/tfjs-backend-wasm@4',
  '@mediapipe/face_mesh': '@mediapipe/face_mesh@0.4.1657299874',
};

/**
 * Asked before anything is rendered: what is missing would else show hours later.
 * @param resolve finds a file of a package, and throws where the package is not installed
 * @throws {AsmFitError} usage: some are not installed; all of them are named
 */
export function requireTrainingPackages(
  resolve: (file: string) => string = createRequire(import.meta.url).resolve,
): void {
  const missing = Object.keys(TRAINING_PACKAGES).filter((name) => {
    try {
      resolve(`${name}/package.json`);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return;
  const needed = Object.keys(TRAINING_PACKAGES).join(', ');
  throw new AsmFitError(
    'usage',
    `asm-fit train: ${needed} must be installed; received an installation without ${missing.join(', ')}`,
    `npm install ${missing.map((name) => TRAINING_PACKAGES[name]).join(' ')}`,
  );
}
