import { createRequire } from 'node:module';
import { AsmFitError } from '../../errors.ts';

/** What a training computes with. */
export const BACKEND_NAMES = ['auto', 'wasm', 'webgpu'] as const;
/** tfjs-node where it is installed, else WebAssembly; WebAssembly, one thread; or a GPU by WebGPU. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** What training alone needs, as npm is asked for it: a user who fits does not carry it. */
const TRAINING_PACKAGES: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs': '@tensorflow/tfjs@4',
  '@tensorflow/tfjs-backend-wasm': '@tensorflow/tfjs-backend-wasm@4',
  '@mediapipe/face_mesh': '@mediapipe/face_mesh@0.4.1657299874',
};

/** What a GPU needs besides; 130 MB, so that no checkout has it either. tfjs' back end goes with tfjs of its own version. */
const WEBGPU_PACKAGES: Readonly<Record<string, string>> = {
  webgpu: 'webgpu@0.6',
  '@tensorflow/tfjs-backend-webgpu': '@tensorflow/tfjs-backend-webgpu@4.22.0',
};

/**
 * Asked before anything is rendered: what is missing would else show hours later.
 * @param resolve finds a file of a package, and throws where the package is not installed
 * @throws {AsmFitError} usage: some are not installed; all of them are named
 */
export function requireTrainingPackages(
  backend: BackendName,
  resolve: (file: string) => string = createRequire(import.meta.url).resolve,
): void {
  const packages = backend === 'webgpu' ? { ...TRAINING_PACKAGES, ...WEBGPU_PACKAGES } : TRAINING_PACKAGES;
  const missing = Object.keys(packages).filter((name) => {
    try {
      resolve(`${name}/package.json`);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return;
  const needed = Object.keys(packages).join(', ');
  throw new AsmFitError(
    'usage',
    `asm-fit train: ${needed} must be installed; received an installation without ${missing.join(', ')}`,
    `npm install ${missing.map((name) => packages[name]).join(' ')}`,
  );
}
