import { onceAHead } from '../once-a-head.ts';

/** The mouth's region and all that hangs together with it off the skin's chart: down to where the throat ends. */
export const mouthLining = onceAHead((head): ReadonlySet<number> => {
  const { mouth } = head.regions;
  const inside = new Set<number>();
  mouth.forEach((one, v) => {
    if (one === 1) inside.add(v);
  });
  for (let size = 0; size < inside.size; ) {
    size = inside.size;
    head.skinQuadOnChart.forEach((on, q) => {
      const corners = head.quads.subarray(4 * q, 4 * q + 4);
      if (on === 0 && corners.some((v) => inside.has(v))) for (const v of corners) inside.add(v);
    });
  }
  return inside;
});
