import { type Kernel, NO_SCRATCH, type RealArray } from './kernel.ts';

/** Area-weighted vertex normals: n = N/|N|, N = sum over triangles of (b-a) x (c-a); (0, 0, 0) without area. */
export interface VertexNormalsJob {
  /** [V, 3] */
  readonly positions: RealArray;
  readonly vertexCount: number;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly triangleCount: number;
  /** [V, 3] out */
  readonly normals: RealArray;
  /** |N| [V] out */
  readonly lengths: RealArray;
}

export const VERTEX_NORMALS: Kernel<VertexNormalsJob> = {
  name: 'vertexNormals',
  slots: ['positions', 'vertexCount', 'triangles', 'triangleCount', 'normals', 'lengths'],
  scratch: NO_SCRATCH,
  plain: ({ positions: p, vertexCount, triangles, triangleCount, normals, lengths }) => {
    normals.fill(0, 0, 3 * vertexCount);
    for (let k = 0; k < 3 * triangleCount; k += 3) {
      const a = 3 * triangles[k];
      const b = 3 * triangles[k + 1];
      const c = 3 * triangles[k + 2];
      const ux = p[b] - p[a];
      const uy = p[b + 1] - p[a + 1];
      const uz = p[b + 2] - p[a + 2];
      const vx = p[c] - p[a];
      const vy = p[c + 1] - p[a + 1];
      const vz = p[c + 2] - p[a + 2];
      const nx = uy * vz - uz * vy;
      const ny = uz * vx - ux * vz;
      const nz = ux * vy - uy * vx;
      normals[a] += nx;
      normals[a + 1] += ny;
      normals[a + 2] += nz;
      normals[b] += nx;
      normals[b + 1] += ny;
      normals[b + 2] += nz;
      normals[c] += nx;
      normals[c + 1] += ny;
      normals[c + 2] += nz;
    }
    for (let v = 0; v < vertexCount; v++) {
      const length = Math.hypot(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2]);
      lengths[v] = length;
      if (length === 0) continue;
      for (let k = 0; k < 3; k++) normals[3 * v + k] /= length;
    }
  },
};

/**
 * Backward: N_bar = (n_bar - n (n . n_bar))/|N|, then per triangle with h = sum of its corners' N_bar:
 * a += (b-c) x h, b += (c-a) x h, c += (a-b) x h.
 */
export interface VertexNormalsBackwardJob {
  readonly positions: RealArray;
  readonly vertexCount: number;
  readonly triangles: Uint32Array;
  readonly triangleCount: number;
  readonly normals: RealArray;
  readonly lengths: RealArray;
  /** n_bar [V, 3]; becomes N_bar */
  readonly gradNormals: RealArray;
  /** [V, 3] accumulated into */
  readonly gradPositions: RealArray;
}

export const VERTEX_NORMALS_BACKWARD: Kernel<VertexNormalsBackwardJob> = {
  name: 'vertexNormalsBackward',
  slots: [
    'positions',
    'vertexCount',
    'triangles',
    'triangleCount',
    'normals',
    'lengths',
    'gradNormals',
    'gradPositions',
  ],
  scratch: NO_SCRATCH,
  plain: (job) => {
    const { positions, vertexCount, triangles, triangleCount, normals: n, lengths, gradNormals: g } = job;
    for (let v = 0; v < vertexCount; v++) {
      const i = 3 * v;
      const inverse = lengths[v] === 0 ? 0 : 1 / lengths[v];
      const dot = n[i] * g[i] + n[i + 1] * g[i + 1] + n[i + 2] * g[i + 2];
      for (let k = 0; k < 3; k++) g[i + k] = (g[i + k] - n[i + k] * dot) * inverse;
    }
    for (let k = 0; k < 3 * triangleCount; k += 3) {
      const a = 3 * triangles[k];
      const b = 3 * triangles[k + 1];
      const c = 3 * triangles[k + 2];
      const hx = g[a] + g[b] + g[c];
      const hy = g[a + 1] + g[b + 1] + g[c + 1];
      const hz = g[a + 2] + g[b + 2] + g[c + 2];
      addCross(job.gradPositions, a, positions, b, c, hx, hy, hz);
      addCross(job.gradPositions, b, positions, c, a, hx, hy, hz);
      addCross(job.gradPositions, c, positions, a, b, hx, hy, hz);
    }
  },
};

/** out[i] += (p[from] - p[to]) x h */
function addCross(
  out: RealArray,
  i: number,
  p: RealArray,
  from: number,
  to: number,
  hx: number,
  hy: number,
  hz: number,
): void {
  const x = p[from] - p[to];
  const y = p[from + 1] - p[to + 1];
  const z = p[from + 2] - p[to + 2];
  out[i] += y * hz - z * hy;
  out[i + 1] += z * hx - x * hz;
  out[i + 2] += x * hy - y * hx;
}
