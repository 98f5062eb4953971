import { mean } from '../../../geometry/mean.ts';
import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';
import { bySide } from './ear-rays.ts';

/** Beside a bare ear hair stands off the head so far, and as much more a ring of rays away from it, mm: at some 45 degrees. */
const BESIDE_MM = 6;
const RING_MM = 4;
const RINGS = 6;

/**
 * How thick hair may be that leaves an ear bare [N] mm: what stands farther off above an ear, or before it, hangs over it. Infinity
 * elsewhere, and behind the ear's middle, where hair is tucked.
 * @param bare rays that hair leaves out, as HairCover has them
 */
export function earRoom(
  sphere: ShellSphere,
  { ears, skull }: Pick<HeadRadius, 'ears' | 'skull'>,
  bare: ReadonlySet<number>,
): Float64Array {
  const out = new Float64Array(skull.length).fill(Number.POSITIVE_INFINITY);
  const z = (i: number): number => sphere.directions[3 * i + 2];
  for (const ear of bySide(
    sphere,
    ears.through.filter((i) => bare.has(i)),
  )) {
    const middle = mean(ear.map(z));
    let rim = ear;
    for (let ring = 0; ring <= RINGS; ring++) {
      for (const i of rim) out[i] = Math.min(out[i], BESIDE_MM + RING_MM * ring);
      rim = [...new Set(rim.flatMap((i) => [...sphere.neighbours[i]]))].filter(
        (n) => out[n] === Infinity && z(n) >= middle,
      );
    }
  }
  return out;
}
