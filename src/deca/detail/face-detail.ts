import type { Wrinkles } from './expression-wrinkles.ts';

/** Relief of a face as DECA's detail code holds it: what one photograph showed, under the expression that it showed. */
export interface FaceDetail {
  readonly size: number;
  /** From the photograph [size, size] mm. */
  readonly observed: Float32Array;
}

/**
 * The relief under another expression, as DECA's detail generator is conditioned on expression and jaw:
 *   D = observed fade + gain min(0, W - W_0),  fade = 1 - max(0, s_0 - s) / (s_0 + s_half)
 * Wrinkles that the photograph's expression had raised fade with it; those of the new one come, on a wrinkled skin deeper.
 * @param wrinkles what the model says of the photograph's expression
 * @param now and of the new one
 * @returns [size, size] mm
 */
export function displacementUnder({ observed }: FaceDetail, wrinkles: Wrinkles, now: Wrinkles): Float32Array {
  const gain = wrinkleGain(observed);
  return Float32Array.from(observed, (d, i) => {
    const before = wrinkles.shortening[i];
    const fade = 1 - Math.max(0, before - now.shortening[i]) / (before + HALF_SHORTENING);
    return d * fade + gain * Math.min(0, now.displacement[i] - wrinkles.displacement[i]);
  });
}

/** Shortening whose wrinkles fade by half when it goes. */
const HALF_SHORTENING = 0.05;
/** Relief of an ordinary adult's skin, rms over the texels that have any. */
const ORDINARY_RMS_MM = 0.06;

function wrinkleGain(observed: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const d of observed) {
    if (d === 0) continue;
    sum += d * d;
    count++;
  }
  const rms = count === 0 ? ORDINARY_RMS_MM : Math.sqrt(sum / count);
  return Math.min(1.5, Math.max(0.6, rms / ORDINARY_RMS_MM));
}
