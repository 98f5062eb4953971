import { blurPlane } from '../../../image/blur-plane.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { Network } from '../../../onnx/open-network.ts';
import { cutPlanes, type FilledTexture, PLANE_COUNT, texelPlanes } from './completion-planes.ts';

/** Side of what the network reads at a time, texels: a multiple of its coarsest cell. */
export const TILE = 256;
/** Texels over which neighbouring tiles go over into each other. */
const OVERLAP = 48;
/** Largest log ratio by which the network may leave the filling. */
const MAX_CHANGE = 0.8;

/** Share of the texture's side over which its change fades out towards a chart's border: what lies beyond is drawn by itself. */
const FADE = 1 / 64;

/** A filled texture and where the network may work. */
export interface CompletionTask extends FilledTexture {
  /** 1 where skin shows on the outside [size, size]. */
  readonly outer: Uint8Array;
}

/**
 * Completes what no view shows: albedo * exp((1 - share) b r) with the network's log ratio r, b fading to 0 at the
 * charts' borders. Texels that views show for certain (share 1) stay as they are, bit for bit.
 * @param network `texels` [1, 16, 256, 256] to `change` [1, 3, 256, 256]
 */
export async function completeByNetwork(network: Network, task: CompletionTask): Promise<LinearImage> {
  const { size, albedo, share, outer } = task;
  const ratios = await ratiosOf(network, task);
  const near = blurPlane(Float32Array.from(outer), size, Math.round((size * FADE) / 2));
  const data = albedo.slice();
  for (let i = 0; i < share.length; i++) {
    // Half of what lies around a border's texel is the chart's.
    const change = (1 - share[i]) * Math.max(0, 2 * near[i] - 1);
    if (change <= 0) continue;
    for (let c = 0; c < 3; c++) {
      const log = Math.max(-MAX_CHANGE, Math.min(MAX_CHANGE, ratios[3 * i + c]));
      data[3 * i + c] = Math.min(1, albedo[3 * i + c] * Math.exp(change * log));
    }
  }
  return { width: size, height: size, channels: 3, data };
}

/** Log ratios [size, size, 3], 0 where the network has nothing to do. */
async function ratiosOf(network: Network, task: CompletionTask): Promise<Float32Array> {
  const { size } = task;
  const planes = texelPlanes(task);
  const sum = new Float32Array(3 * size * size);
  const total = new Float32Array(size * size);
  for (const top of tileStarts(size))
    for (const left of tileStarts(size)) {
      if (!hasUnseen(task, left, top)) continue;
      const data = cutPlanes(planes, { left, top, width: TILE, height: TILE });
      const { change } = await network.run({ texels: { data, dims: [1, PLANE_COUNT, TILE, TILE] } });
      addTile({ sum, total, size }, change, left, top);
    }
  return withoutCheckers(sum, total, size);
}

/**
 * Means of tiles, each texel a quarter of it, its four neighbours an eighth, its diagonal ones a sixteenth: the weights
 * (1, 2, 1) / 4 along both sides let nothing of a checkerboard through, which networks make that work on blocks of 2 x 2, and
 * take most of the ripples two or three texels long by which networks mean pores in smooth skin. 0 where no tile was.
 */
function withoutCheckers(sum: Float32Array, total: Float32Array, size: number): Float32Array {
  const known = new Float32Array(total.length);
  const mean = new Float32Array(sum.length);
  for (let i = 0; i < total.length; i++) {
    if (total[i] === 0) continue;
    known[i] = 1;
    for (let c = 0; c < 3; c++) mean[3 * i + c] = sum[3 * i + c] / total[i];
  }
  const weights = smoothed(smoothed(known, 1), size);
  const out = smoothed(smoothed(mean, 3), 3 * size);
  for (let i = 0; i < total.length; i++)
    for (let c = 0; c < 3; c++) out[3 * i + c] = total[i] === 0 ? 0 : out[3 * i + c] / weights[i];
  return out;
}

/** (1, 2, 1) / 4 over neighbours `step` apart. Rows run on into each other: no chart reaches the texture's sides. */
function smoothed(values: Float32Array, step: number): Float32Array {
  const out = values.slice();
  for (let i = step; i < values.length - step; i++)
    out[i] = 0.5 * values[i] + 0.25 * (values[i - step] + values[i + step]);
  return out;
}

/** First texels of tiles that cover a side, the last flush with its end. */
export function tileStarts(size: number): number[] {
  const starts: number[] = [];
  for (let at = 0; at + TILE < size; at += TILE - OVERLAP) starts.push(at);
  return [...starts, size - TILE];
}

function hasUnseen({ size, share, outer }: CompletionTask, left: number, top: number): boolean {
  for (let y = top; y < top + TILE; y++)
    for (let x = left; x < left + TILE; x++) if (outer[y * size + x] === 1 && share[y * size + x] < 1) return true;
  return false;
}

interface TileSums {
  readonly sum: Float32Array;
  readonly total: Float32Array;
  readonly size: number;
}

/** Weighted by how far a texel lies inside its tile. */
function addTile({ sum, total, size }: TileSums, change: Float32Array, left: number, top: number): void {
  const ramp = (at: number): number => Math.min(1, (Math.min(at, TILE - 1 - at) + 1) / OVERLAP);
  for (let y = 0; y < TILE; y++)
    for (let x = 0; x < TILE; x++) {
      const weight = ramp(x) * ramp(y);
      const texel = (top + y) * size + left + x;
      total[texel] += weight;
      for (let c = 0; c < 3; c++) sum[3 * texel + c] += weight * change[(c * TILE + y) * TILE + x];
    }
}
