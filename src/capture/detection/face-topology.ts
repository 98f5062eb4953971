import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../files/package-files.ts';

/** MediaPipe's canonical face: 468 points in mm, its triangles and its left-right pairs. */
export interface FaceTopology {
  /** [468, 3] x to the subject's left, y up, z forward */
  readonly points: Float64Array;
  /** [898, 3] */
  readonly triangles: Uint32Array;
  readonly mirror: Uint32Array;
  /** Index of each iBUG point [68]. */
  readonly ibug68: Uint32Array;
}

export function loadFaceTopology(): FaceTopology {
  const json = JSON.parse(readFileSync(join(dataFolder(), 'landmarks', 'mediapipe468.json'), 'utf8')) as {
    pointsMm: number[];
    triangles: number[];
    mirror: number[];
    ibug68: number[];
  };
  return {
    points: Float64Array.from(json.pointsMm),
    triangles: Uint32Array.from(json.triangles),
    mirror: Uint32Array.from(json.mirror),
    ibug68: Uint32Array.from(json.ibug68),
  };
}
