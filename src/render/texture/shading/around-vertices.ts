import { onceAHead } from '../../../head/once-a-head.ts';

/** Around a vertex that broad tone is measured, mm: what is smaller than half of that, paint, moles and scars, does not count. */
const AROUND_MM = 14;

/** Skin vertices around each, itself among them, of the model's mean head. */
export const aroundVertices = onceAHead(({ template: p, parts }): readonly number[][] => {
  const count = parts[0].vertexCount;
  const out = Array.from({ length: count }, (_, v): number[] => [v]);
  const order = Array.from(out.keys()).sort((a, b) => p[3 * a] - p[3 * b]);
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count && p[3 * order[j]] - p[3 * order[i]] < AROUND_MM; j++) {
      const [a, b] = [order[i], order[j]];
      if (Math.hypot(p[3 * a] - p[3 * b], p[3 * a + 1] - p[3 * b + 1], p[3 * a + 2] - p[3 * b + 2]) >= AROUND_MM)
        continue;
      out[a].push(b);
      out[b].push(a);
    }
  return out;
});
