import type { Kernels } from '../../../kernels/kernel.ts';
import type { RigPrimitive } from '../rigged-head.ts';

/** What goes with a rig's parts, which come in the head's order. */
export interface RigExtra {
  /** Where it is on a head in another shape [P, 3] mm. */
  positions(kernels: Kernels, parts: readonly Pick<RigPrimitive, 'positions'>[]): Float64Array;
  /** As the parts' own weights and morph targets move it. */
  primitive(kernels: Kernels, parts: readonly RigPrimitive[]): RigPrimitive;
}
