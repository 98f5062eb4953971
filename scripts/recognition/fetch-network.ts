import type { WeightsNamed } from '../../src/capture/recognition/recognition-graph.ts';
import { fetchPackageFile, packageFile } from '../npm-package.ts';
import { readWeights } from './read-weights.ts';

const PACKAGE = { name: '@vladmandic/face-api', version: '1.7.15' };
const MANIFEST = {
  file: 'model/face_recognition_model-weights_manifest.json',
  sha256: 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
};
const WEIGHTS = {
  file: 'model/face_recognition_model.bin',
  sha256: 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
};

/** Where the weights lie once they were fetched. */
export const RECOGNIZER_WEIGHTS = packageFile(PACKAGE, WEIGHTS.file);

/** Fetches npm's package with the recogniser once at the pinned version. @returns its weights, checked */
export function fetchRecognizer(): WeightsNamed {
  const manifest = fetchPackageFile(PACKAGE, MANIFEST);
  return readWeights(JSON.parse(Buffer.from(manifest).toString('utf8')), fetchPackageFile(PACKAGE, WEIGHTS));
}
