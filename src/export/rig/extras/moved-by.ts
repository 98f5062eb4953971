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
    const own = new Float32Array(moved(delta));
    let any = false;
    for (let i = 0; i < own.length; i++)
      if (Math.abs(own[i]) < TRACE_MM) own[i] = 0;
      else any = true;
    if (any) out.set(name, own);
  }
  return out;
}
