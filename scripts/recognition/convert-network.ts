/**
 * Writes the face recogniser into data/recognition: dlib's, as face-api (MIT) brings it, as ONNX. Prints the checksum that
 * src/capture/recognition/face-recognizer.ts pins.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { recognizerPath } from '../../src/capture/recognition/face-recognizer.ts';
import { recognitionOnnx } from '../../src/capture/recognition/recognition-graph.ts';
import { fetchPackageFile } from '../npm-package.ts';
import { readWeights } from './read-weights.ts';

const PACKAGE = { name: '@vladmandic/face-api', version: '1.7.15' };
const manifest = fetchPackageFile(PACKAGE, {
  file: 'model/face_recognition_model-weights_manifest.json',
  sha256: 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
});
const weights = fetchPackageFile(PACKAGE, {
  file: 'model/face_recognition_model.bin',
  sha256: 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
});
const bytes = recognitionOnnx(readWeights(JSON.parse(Buffer.from(manifest).toString('utf8')), weights));
const path = recognizerPath();
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, bytes);
process.stdout.write(`${path} ${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}\n`);
