import { extractRows, type HeadCrop, JOINT_SOURCES } from './crop/crop.ts';
import { jawShare } from './jaw-share.ts';
import type { MakeHuman } from './makehuman/makehuman.ts';

/** The neck's bones in MakeHuman's rig, from below; the head's follows. */
const NECK_CHAIN = ['neck01', 'neck02', 'neck03', 'head'] as const;

/**
 * Weights of the seven joints on the skin, from MakeHuman's default rig. The height h in its neck's chain, 0 on the chest
 * and 1 on the head, is shared out so that each joint's turn is spread over half of the neck:
 *   root max(0, 1 - 2h), neck 1 - |2h - 1|, head max(0, 2h - 1)
 * The jaw takes its share (jaw-share.ts; painted: what its bone and all below it have) off the head. Eyes' and tongue's joints carry no skin.
 * Left and right halves, which MakeHuman painted apart, are averaged.
 * @param jawOpen MakeHuman's face unit [R, 3] mm
 * @param mirror of the rows
 * @returns [skin vertices, J], rows sum to 1
 */
export function skinJointWeights(
  human: MakeHuman,
  crop: HeadCrop,
  jawOpen: ArrayLike<number>,
  mirror: Uint32Array,
): Float32Array {
  const names = JOINT_SOURCES.map(([name]) => name);
  const column = (name: (typeof names)[number]): number => names.indexOf(name);
  const chain = NECK_CHAIN.map((bone) => human.weightUnder(bone));
  const painted = human.weightUnder('jaw');
  const blended = (of: Float64Array): number[] =>
    crop.rows
      .slice(0, crop.skinVertexCount)
      .map(({ vertices, weights }) => vertices.reduce((sum, base, i) => sum + weights[i] * of[base], 0));
  const rest = extractRows(human, crop, human.vertices);
  const joint = crop.rows.length + column('jaw');
  const pivot = Array.from(rest.subarray(3 * joint, 3 * joint + 3));
  const jaw = jawShare(
    { rest, opening: jawOpen, pivot },
    blended(painted).map((w) => Math.min(1, w)),
  );
  const heights = chain.map(blended);
  const out = new Float32Array(crop.skinVertexCount * names.length);
  for (let v = 0; v < crop.skinVertexCount; v++) {
    const height = heights.reduce((sum, of) => sum + Math.min(1, of[v]) / heights.length, 0);
    const row = out.subarray(v * names.length, (v + 1) * names.length);
    row[column('root')] = Math.max(0, 1 - 2 * height);
    row[column('neck')] = Math.max(0, 1 - Math.abs(2 * height - 1));
    const head = Math.max(0, 2 * height - 1);
    row[column('jaw')] = Math.min(jaw[v], head);
    row[column('head')] = Math.max(0, head - row[column('jaw')]);
  }
  const at = (v: number, j: number): number => v * names.length + j;
  return out.map((w, i) => (w + out[at(mirror[Math.floor(i / names.length)], i % names.length)]) / 2);
}
