/**
 * Writes data/landmarks/mediapipe468.json: MediaPipe's canonical face (Apache-2.0) as points, triangles,
 * mirror table, and the iBUG 68 scheme as indices into it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const GEOMETRY_START = 3737848;
const GEOMETRY_END = 3757224;
const POINTS = 468;

/** iBUG order; jaw points are silhouettes there and fixed points here, so they deserve little weight. */
const IBUG68 = [
  [162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389],
  [70, 63, 105, 66, 107, 336, 296, 334, 293, 300],
  [168, 197, 5, 4, 98, 97, 2, 326, 327],
  [33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380],
  [61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87],
].flat();

const folder = dirname(createRequire(import.meta.url).resolve('@mediapipe/face_mesh/package.json'));
const bytes = readFileSync(join(folder, 'face_mesh_solution_packed_assets.data')).subarray(
  GEOMETRY_START,
  GEOMETRY_END,
);
const floats: number[] = [];
const indices: number[] = [];
walk(bytes);
if (floats.length !== 5 * POINTS || indices.length !== 3 * 898)
  throw new Error(
    `canonical face: expected 2340 floats and 2694 indices; received ${floats.length} and ${indices.length}`,
  );
const points = Array.from({ length: POINTS }, (_, i) =>
  [0, 1, 2].map((k) => Number((10 * floats[5 * i + k]).toFixed(3))),
);
const mirror = points.map(([x, y, z]) => {
  const distances = points.map(([a, b, c]) => Math.hypot(a + x, b - y, c - z));
  return distances.indexOf(Math.min(...distances));
});
if (mirror.some((m, i) => mirror[m] !== i)) throw new Error('the mirror table must be an involution');
const json = { pointsMm: points.flat(), triangles: indices, mirror, ibug68: IBUG68 };
writeFileSync('data/landmarks/mediapipe468.json', `${JSON.stringify(json)}\n`);

/** Protobuf walk: the mesh is field 3 (floats x, y, z, u, v in cm) and field 4 (indices) of a nested message. */
function walk(message: Uint8Array): void {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const field = tag >> 3;
    if ((tag & 7) === 0) {
      const value = varint();
      if (field === 4) indices.push(value);
    } else if ((tag & 7) === 5) {
      if (field === 3) floats.push(view.getFloat32(at, true));
      at += 4;
    } else if ((tag & 7) === 2) {
      const length = varint();
      const inner = message.subarray(at, at + length);
      if (field === 3 && length % 4 === 0 && length > 1000) {
        for (let i = 0; i < length; i += 4) floats.push(view.getFloat32(at + i, true));
      } else if (length > 1000) walk(inner);
      at += length;
    } else throw new Error(`wire type ${tag & 7}`);
  }
}
