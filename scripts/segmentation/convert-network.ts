/**
 * Writes the segmentation network into data/segmentation: MediaPipe's selfie_multiclass_256x256 (Apache-2.0) as ONNX, weights
 * as half floats. Prints the checksum that src/capture/segmentation/segmenter.ts pins.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { segmentationNetworkPath } from '../../src/capture/segmentation/segmenter.ts';
import { readTflite } from '../../src/onnx/tflite/tflite.ts';
import { convertTfliteToHalfOnnx } from '../../src/onnx/tflite/tflite-to-onnx.ts';
import { fetchSegmentationNetwork } from './fetch-network.ts';

const bytes = convertTfliteToHalfOnnx(readTflite(fetchSegmentationNetwork()));
const path = segmentationNetworkPath();
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, bytes);
process.stdout.write(`${path} ${createHash('sha256').update(bytes).digest('hex')}\n`);
