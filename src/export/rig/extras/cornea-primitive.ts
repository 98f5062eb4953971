import { alignSimilarity, applySimilarity } from '../../../geometry/similarity.ts';
import { corneaShell } from '../../../head/cards/cornea-shell.ts';
import type { HeadModel, HeadPart } from '../../../head/head-model.ts';
import { rigidPrimitive } from '../rig-primitives.ts';
import { jointOfPart } from '../skeleton/rig-joints.ts';
import { movedBy } from './moved-by.ts';
import type { RigExtra } from './rig-extra.ts';

/** The cornea of an eye, which goes with it as one rigid body. */
export function corneaExtra(head: HeadModel, eye: HeadPart): RigExtra {
  const { positions: onMean, uvs, triangles } = corneaShell(head, eye);
  const still = { positions: head.template, morphs: new Map<string, never>() };
  const { positions: mean } = rigidPrimitive(head, eye, still, jointOfPart(head, eye));
  const index = head.parts.indexOf(eye);
  const placed = (eyeball: ArrayLike<number>): Float64Array => applySimilarity(alignSimilarity(mean, eyeball), onMean);
  return {
    positions: (_, parts) => placed(parts[index].positions),
    primitive: (_, parts) => {
      const own = parts[index];
      const rest = placed(own.positions);
      const count = rest.length / 3;
      return {
        name: eye.name.replace('eye', 'cornea'),
        extra: 'cornea',
        positions: rest,
        uvs,
        triangles,
        welded: Uint32Array.from({ length: count }, (_, p) => p),
        weights: {
          influences: 1,
          joints: new Uint16Array(count).fill(jointOfPart(head, eye)),
          weights: new Float32Array(count).fill(1),
        },
        morphs: movedBy(own, (delta) => placed(own.positions.map((x, i) => x + delta[i])).map((x, i) => x - rest[i])),
        texture: 'cornea',
      };
    },
  };
}
