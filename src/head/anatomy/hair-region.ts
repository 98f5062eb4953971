import { onceAHead } from '../once-a-head.ts';

/** How far an ear's skin lies beside the head around it at least, mm, and how near to it flat skin is. */
const AURICLE_MM = 4;
const AROUND_MM = 12;
/** Farther above and below the ears' middle nothing is beside them. */
const NEAR_EARS_MM = 60;

/**
 * Where hair grows on a head, beside beards: the scalp, and what lies between it, the face and the ears - temples, sideburns down to
 * the ear's middle, and the skin above and behind the auricle.
 * @returns [skin vertices] 1 there
 */
export const hairRegion = onceAHead(({ regions, template: p }): Uint8Array => {
  const { scalp, face, ears, neck, jaw, mouth, sockets } = regions;
  const earSkin = Array.from(ears.keys()).filter((v) => ears[v] === 1);
  const [earY, earZ] = [1, 2].map(
    (k) => earSkin.reduce((sum, v) => sum + p[3 * v + k], 0) / Math.max(1, earSkin.length),
  );
  const aboveOrBehind = (v: number): boolean => p[3 * v + 1] > earY || p[3 * v + 2] < earZ;
  const lowest = scalp.reduce((least, on, v) => (on === 1 ? Math.min(least, p[3 * v + 1]) : least), earY);
  const others = [face, ears, neck, jaw, mouth, sockets];
  const out = scalp.map((on, v) => {
    if (on === 1) return 1;
    return others.every((region) => region[v] === 0) && aboveOrBehind(v) && p[3 * v + 1] > lowest ? 1 : 0;
  });
  const grown = Array.from(out.keys()).filter((v) => out[v] === 1 && Math.abs(p[3 * v + 1] - earY) < NEAR_EARS_MM);
  for (const v of earSkin) {
    if (!aboveOrBehind(v)) continue;
    const squared = (u: number, k: number): number => (p[3 * u + k] - p[3 * v + k]) ** 2;
    const near = grown.filter((u) => squared(u, 0) + squared(u, 1) + squared(u, 2) < AROUND_MM ** 2);
    const side = near.reduce((sum, u) => sum + Math.abs(p[3 * u]), 0) / Math.max(1, near.length);
    if (near.length > 0 && Math.abs(p[3 * v]) < side + AURICLE_MM) out[v] = 1;
  }
  return out;
});
