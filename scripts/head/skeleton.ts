import type { HeadCrop } from './crop.ts';
import { JOINT_SOURCES } from './crop.ts';
import type { MakeHuman } from './makehuman.ts';

/** The neck's bones in MakeHuman's rig, from below; the head's follows. */
const NECK_CHAIN = ['neck01', 'neck02', 'neck03', 'head'] as const;

/**
 * Weights of the seven joints on the skin, from MakeHuman's default rig. The height h in its neck's chain, 0 on the chest
 * and 1 on the head, is shared out so that each joint's turn is spread over half of the neck:
 *   root max(0, 1 - 2h), neck 1 - |2h - 1|, head max(0, 2h - 1)
 * The jaw takes what its bone and all below it have, off the head. Eyes' and tongue's joints carry no skin.
 * Left and right halves, which MakeHuman painted apart, are averaged.
 * @param mirror of the rows
 * @returns [skin vertices, J], rows sum to 1
 */
export function skinJointWeights(human: MakeHuman, crop: HeadCrop, mirror: Uint32Array): Float32Array {
  const names = JOINT_SOURCES.map(([name]) => name);
  const column = (name: (typeof names)[number]): number => names.indexOf(name);
  const chain = NECK_CHAIN.map((bone) => human.weightUnder(bone));
  const jaw = human.weightUnder('jaw');
  const out = new Float32Array(crop.skinVertexCount * names.length);
  for (let v = 0; v < crop.skinVertexCount; v++) {
    const { vertices, weights } = crop.rows[v];
    const blend = (of: Float64Array): number => vertices.reduce((sum, base, i) => sum + weights[i] * of[base], 0);
    const height = chain.reduce((sum, of) => sum + Math.min(1, blend(of)) / chain.length, 0);
    const jawShare = Math.min(1, blend(jaw));
    const row = out.subarray(v * names.length, (v + 1) * names.length);
    row[column('root')] = Math.max(0, 1 - 2 * height);
    row[column('neck')] = Math.max(0, 1 - Math.abs(2 * height - 1));
    const head = Math.max(0, 2 * height - 1);
    row[column('jaw')] = Math.min(jawShare, head);
    row[column('head')] = Math.max(0, head - row[column('jaw')]);
  }
  const at = (v: number, j: number): number => v * names.length + j;
  return out.map((w, i) => (w + out[at(mirror[Math.floor(i / names.length)], i % names.length)]) / 2);
}
