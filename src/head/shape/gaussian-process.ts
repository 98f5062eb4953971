import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { squaredDistance } from '../../geometry/vector3.ts';
import { skinAround } from '../anatomy/rigid-parts.ts';
import type { HeadModel, MorphBasis } from '../head-model.ts';

/** One squared-exponential kernel: k(x, y) = amplitude^2 exp(-|x - y|^2 / (2 length^2)), mm. */
export interface SmoothKernel {
  readonly lengthMm: number;
  readonly amplitudeMm: number;
}

export interface GaussianProcessOptions {
  readonly kernels: readonly SmoothKernel[];
  /** Modes per mirror half: symmetric, then antisymmetric. */
  readonly symmetricModes: number;
  readonly antisymmetricModes: number;
}

/** Broad and local smooth deformations beside the PCA (Luethi et al., Gaussian Process Morphable Models, 2018). */
export const GAUSSIAN_PROCESS_DEFAULTS: GaussianProcessOptions = {
  kernels: [
    { lengthMm: 45, amplitudeMm: 2.5 },
    { lengthMm: 18, amplitudeMm: 1.5 },
  ],
  symmetricModes: 72,
  antisymmetricModes: 24,
};

const ANCHOR_PAIRS = 110;

/**
 * Smooth displacement modes of the face, one standard deviation each: the largest eigenfunctions of
 * the kernel by the Nystroem method over mirror pairs of anchor vertices. A scalar field that is even
 * under reflection moves y and z symmetrically, an odd one moves x; the other way round is antisymmetric.
 * Deterministic; carries no data.
 */
export function gaussianProcessModes(head: HeadModel, options: GaussianProcessOptions): MorphBasis {
  return smoothModes(head, smoothFields(head, options));
}

/** Modes of the skin, each along one axis. */
export interface SmoothFields {
  /** 0..2 [M] */
  readonly axes: Uint8Array;
  /** Displacement along it [M, skin vertices] mm. */
  readonly fields: Float32Array;
}

/** {@link gaussianProcessModes} on the skin alone. */
export function smoothFields(head: HeadModel, options: GaussianProcessOptions): SmoothFields {
  const anchors = chooseAnchors(head);
  const { even, odd } = kernelHalves(head, anchors, options.kernels);
  const [evenModes, oddModes] = [scalarModes(even, anchors), scalarModes(odd, anchors)];
  const symmetric = combine(oddModes, evenModes, options.symmetricModes);
  const antisymmetric = combine(evenModes, oddModes, options.antisymmetricModes);
  const modes = [...symmetric, ...antisymmetric];
  const count = head.parts[0].vertexCount;
  const fields = new Float32Array(modes.length * count);
  const found = new Map<ScalarMode, Float64Array>();
  modes.forEach(({ mode }, m) => {
    const field = found.get(mode) ?? modeField(mode);
    found.set(mode, field);
    fields.set(field, m * count);
  });
  return { axes: Uint8Array.from(modes, ({ axis }) => axis), fields };
}

/** The modes of a head whose skin they move, parts moved along. */
export function smoothModes(head: HeadModel, { axes, fields }: SmoothFields): MorphBasis {
  const count = head.parts[0].vertexCount;
  const deltas = new Float32Array(axes.length * head.vertexCount * 3);
  axes.forEach((axis, m) => {
    for (let v = 0; v < count; v++) deltas[3 * (m * head.vertexCount + v) + axis] = fields[m * count + v];
  });
  moveParts(head, deltas, axes.length);
  return { names: Array.from(axes, (_, m) => `smooth_${m}`), deltas };
}

/** An eigenfunction, not yet evaluated: only the few largest are wanted. */
export interface ScalarMode {
  readonly variance: number;
  /** Kernel between all vertices and the anchors [V, n]. */
  readonly cross: Float64Array;
  /** Weights of the anchors [n], scaled so that the field is the eigenfunction times sqrt(eigenvalue). */
  readonly weights: Float64Array;
}

/** The mode's displacement along one axis [V], mm. */
export function modeField({ cross, weights }: ScalarMode): Float64Array {
  const n = weights.length;
  const out = new Float64Array(cross.length / n);
  for (let v = 0; v < out.length; v++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += cross[v * n + j] * weights[j];
    out[v] = sum;
  }
  return out;
}

/** x-modes from one parity, y- and z-modes from the other, by falling variance. */
function combine(
  across: readonly ScalarMode[],
  along: readonly ScalarMode[],
  count: number,
): { mode: ScalarMode; axis: number }[] {
  const all = [
    ...across.map((mode) => ({ mode, axis: 0 })),
    ...along.flatMap((mode) => [
      { mode, axis: 1 },
      { mode, axis: 2 },
    ]),
  ];
  return all.sort((a, b) => b.mode.variance - a.mode.variance).slice(0, count);
}

/** Farthest-point sampling of the face with mirror partners. @returns vertices with x >= 0 */
function chooseAnchors(head: HeadModel): number[] {
  const p = head.template;
  const pool: number[] = [];
  for (let v = 0; v < head.parts[0].vertexCount; v++)
    if (p[3 * v] >= -1e-6 && (head.regions.face[v] || head.regions.jaw[v] || head.regions.ears[v])) pool.push(v);
  const distance = new Float64Array(pool.length).fill(Number.POSITIVE_INFINITY);
  const anchors: number[] = [];
  let next = 0;
  while (anchors.length < ANCHOR_PAIRS) {
    anchors.push(pool[next]);
    let farthest = 0;
    pool.forEach((v, i) => {
      distance[i] = Math.min(distance[i], squaredDistance(p, v, pool[next]));
      if (distance[i] > distance[farthest]) farthest = i;
    });
    next = farthest;
  }
  return anchors;
}

/** Beyond this exponent a kernel adds less than a nanometre. */
const NEGLIGIBLE = 24;

/**
 * The kernel between all vertices and the anchors, for fields even and odd under reflection:
 *   (k(x, y) +- k(x, mirrored y)) / 2
 * @returns [V, anchors] each
 */
function kernelHalves(
  head: HeadModel,
  anchors: readonly number[],
  kernels: readonly SmoothKernel[],
): { even: Float64Array; odd: Float64Array } {
  const p = head.template;
  const n = anchors.length;
  const count = head.parts[0].vertexCount;
  const even = new Float64Array(count * n);
  const odd = new Float64Array(count * n);
  for (const { lengthMm, amplitudeMm } of kernels) {
    const scale = 1 / (2 * lengthMm ** 2);
    const half = amplitudeMm ** 2 / 2;
    for (let v = 0; v < count; v++)
      for (let j = 0; j < n; j++) {
        const a = 3 * anchors[j];
        const across = ((p[3 * v + 1] - p[a + 1]) ** 2 + (p[3 * v + 2] - p[a + 2]) ** 2) * scale;
        if (across > NEGLIGIBLE) continue;
        const near = half * Math.exp(-across - (p[3 * v] - p[a]) ** 2 * scale);
        const far = half * Math.exp(-across - (p[3 * v] + p[a]) ** 2 * scale);
        even[v * n + j] += near + far;
        odd[v * n + j] += near - far;
      }
  }
  return { even, odd };
}

/** Eigenfunctions of the kernel, scaled by sqrt(eigenvalue). @param cross [V, anchors] */
export function scalarModes(cross: Float64Array, anchors: readonly number[]): ScalarMode[] {
  const n = anchors.length;
  const gram = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) gram.set(i, j, cross[anchors[i] * n + j]);
  const evd = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const modes: ScalarMode[] = [];
  for (let m = n - 1; m >= 0; m--) {
    const eigenvalue = evd.realEigenvalues[m];
    if (eigenvalue < 1e-6 * evd.realEigenvalues[n - 1]) continue;
    const vector = Float64Array.from({ length: n }, (_, j) => evd.eigenvectorMatrix.get(j, m));
    const peak = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    const scale = Math.sign(peak) / Math.sqrt(eigenvalue);
    modes.push({ cross, weights: vector.map((x) => x * scale), variance: eigenvalue / n });
  }
  return modes;
}

/** Eyes, teeth and tongue follow their sockets and lips as a whole: the mean displacement of the skin around them. */
function moveParts(head: HeadModel, deltas: Float32Array, modeCount: number): void {
  const stride = 3 * head.vertexCount;
  for (const part of head.parts.slice(1)) {
    const ring = skinAround(head, part);
    for (let m = 0; m < modeCount; m++) {
      for (let k = 0; k < 3; k++) {
        let mean = 0;
        for (const v of ring) mean += deltas[m * stride + 3 * v + k] / ring.length;
        for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
          deltas[m * stride + 3 * v + k] = mean;
      }
    }
  }
}
