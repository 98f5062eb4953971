import type { RigPrimitive } from '../rigged-head.ts';

/** As the skin leaves it out. */
const TRACE_MM = 1e-3;

/** Morph targets that move any point. */
export function movedBy(
  { morphs }: RigPrimitive,
  moved: (delta: Float32Array) => Float64Array,
): Map<string, Float32Array> {
  const out = new Map<string, Float32Array>();
  for (const [name, delta] of morphs) {
    const own = Float32Array.from(moved(delta), (x) => (Math.abs(x) < TRACE_MM ? 0 : x));
    if (own.some((x) => x !== 0)) out.set(name, own);
  }
  return out;
}
