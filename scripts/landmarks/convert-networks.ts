/**
 * Writes the landmark detector's networks into data/landmarks: MediaPipe's graphs (Apache-2.0) as ONNX, the attention mesh in
 * its parts, and attention-mesh.json with what lies between the parts. Prints the checksums that networks.ts pins.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attentionParts } from '../../src/capture/detection/attention-graph.ts';
import { loadGraph } from '../../src/capture/detection/mediapipe-graphs.ts';
import { landmarkFolder, type NetworkName } from '../../src/capture/detection/networks.ts';
import { convertTfliteToOnnx } from '../../src/onnx/tflite/tflite-to-onnx.ts';

/** In the graph's order. */
const REGIONS = ['lips', 'right-eye', 'left-eye'] as const;

function write(name: NetworkName, bytes: Uint8Array): void {
  writeFileSync(join(landmarkFolder(), `${name}.onnx`), bytes);
  process.stdout.write(`${name} ${createHash('sha256').update(bytes).digest('hex')}\n`);
}

const mesh = loadGraph('attentionMesh');
const { trunk, regions } = attentionParts(mesh);
write('face-detector', convertTfliteToOnnx(loadGraph('detector')));
write('attention-mesh-trunk', convertTfliteToOnnx(mesh, trunk));
for (const [i, { ports }] of regions.entries()) write(`attention-mesh-${REGIONS[i]}`, convertTfliteToOnnx(mesh, ports));
const [, side, , channels] = mesh.tensors[trunk.outputs[1]].shape;
const json = {
  side,
  channels,
  regions: regions.map(({ ports: _, ...region }, i) => ({ name: REGIONS[i], ...region })),
};
writeFileSync(join(landmarkFolder(), 'attention-mesh.json'), `${JSON.stringify(json)}\n`);
