/**
 * Writes the face recogniser into data/recognition: dlib's, as face-api (MIT) brings it, as ONNX. Prints the checksum that
 * src/capture/recognition/face-recognizer.ts pins.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { recognizerPath } from '../../src/capture/recognition/face-recognizer.ts';
import { recognitionOnnx } from '../../src/capture/recognition/recognition-graph.ts';
import { fetchRecognizer } from './fetch-network.ts';

const bytes = recognitionOnnx(fetchRecognizer());
const path = recognizerPath();
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, bytes);
process.stdout.write(`${path} ${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}\n`);
