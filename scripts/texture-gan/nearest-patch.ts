import { blurPlane } from '../../src/image/blur-plane.ts';
import { logSkin, SKIN_SIZE, type Skin } from '../../src/render/texture/skins.ts';

/** Side of the patches that are compared, texels. */
export const NEAR_PATCH = 32;
const STRIDE = 8;

/** The most like it of all patches that were learnt from. */
export interface NearestPatch {
  readonly skin: string;
  readonly x: number;
  readonly y: number;
  /** Correlation of the details of green, -1..1: near 1 would be a copy. */
  readonly correlation: number;
}

/** Detail of a plane of logarithms: without its tone. */
export function detailOf(plane: Float32Array, size: number): Float32Array {
  const low = blurPlane(plane, size, 8);
  return plane.map((x, i) => x - low[i]);
}

/** Patches with mean 0 and norm 1. */
export function unitPatch(detail: Float32Array, size: number, left: number, top: number): Float32Array {
  const out = new Float32Array(NEAR_PATCH * NEAR_PATCH);
  for (let y = 0; y < NEAR_PATCH; y++)
    out.set(detail.subarray((top + y) * size + left, (top + y) * size + left + NEAR_PATCH), y * NEAR_PATCH);
  const mean = out.reduce((sum, x) => sum + x, 0) / out.length;
  const norm = Math.sqrt(out.reduce((sum, x) => sum + (x - mean) ** 2, 0)) || 1;
  return out.map((x) => (x - mean) / norm);
}

/** For each patch, over all places of all skins in steps of 8 texels. @param patches by {@link unitPatch} */
export function nearestPatches(patches: readonly Float32Array[], skins: readonly Skin[]): NearestPatch[] {
  const best: NearestPatch[] = patches.map(() => ({ skin: '', x: 0, y: 0, correlation: -1 }));
  for (const skin of skins) {
    const detail = detailOf(logSkin(skin, SKIN_SIZE)[1], SKIN_SIZE);
    for (let y = 0; y + NEAR_PATCH <= SKIN_SIZE; y += STRIDE)
      for (let x = 0; x + NEAR_PATCH <= SKIN_SIZE; x += STRIDE) {
        const other = unitPatch(detail, SKIN_SIZE, x, y);
        patches.forEach((patch, k) => {
          let correlation = 0;
          for (let i = 0; i < patch.length; i++) correlation += patch[i] * other[i];
          if (correlation > best[k].correlation) best[k] = { skin: skin.name, x, y, correlation };
        });
      }
  }
  return best;
}
