import type { AdaptiveSkinningModel } from '../adaptive-skinning-model.ts';
import { BONE_MIRROR, BONE_PARENTS, BONES } from '../bones.ts';
import { groupOf } from '../parameters.ts';
import type { BoneChannel, BoneMove, Slider } from './slider-definition.ts';

/** Which number of which group a channel adds to. */
const NUMBERS: Readonly<
  Record<BoneChannel, readonly [group: 'translation' | 'rotation' | 'logScale', axes: readonly number[]]>
> = {
  shiftX: ['translation', [0]],
  shiftY: ['translation', [1]],
  shiftZ: ['translation', [2]],
  turnX: ['rotation', [0]],
  turnY: ['rotation', [1]],
  turnZ: ['rotation', [2]],
  scale: ['logScale', [0, 1, 2]],
  scaleX: ['logScale', [0]],
  scaleY: ['logScale', [1]],
  scaleZ: ['logScale', [2]],
};
/** What changes its sign in a mirror whose normal is x. */
const MIRRORED: readonly BoneChannel[] = ['shiftX', 'turnY', 'turnZ'];

/** A slider's moves on the side that it is of, bones of the right half included. */
export function movesOf({ definition, side }: Slider): BoneMove[] {
  return definition.moves.flatMap((move) => {
    if (!move.bone.endsWith('_L')) return [move];
    const right = {
      ...move,
      bone: BONES[BONE_MIRROR[boneIndex(move.bone)]].name,
      amount: MIRRORED.includes(move.channel) ? -move.amount : move.amount,
    };
    return side === 'both' ? [move, right] : [side === 'left' ? move : right];
  });
}

/**
 * The skinning model's parameters at rest with a slider at a value,
 *   tau = tau_0 + s sum_m a_m e_(bone, channel),
 * and what holds the bones below one that goes alone: with H = diag(e^sigma) and o of that bone, each has sigma_c - sigma and
 *   Dt_c' = H^-1 (psi_c + Dt_c - o) - psi_c + psi,
 * so that it is transformed by its own numbers alone.
 * @returns [P]
 */
export function sliderParameters(
  { layout, rest, restBind }: Pick<AdaptiveSkinningModel, 'layout' | 'rest' | 'restBind'>,
  slider: Slider,
  value: number,
): Float64Array {
  const out = rest.slice();
  for (const { bone, channel, amount } of movesOf(slider)) {
    const [group, axes] = NUMBERS[channel];
    for (const axis of axes) groupOf(layout, out, group)[3 * boneIndex(bone) + axis] += value * amount;
  }
  const shift = groupOf(layout, out, 'translation');
  const logScale = groupOf(layout, out, 'logScale');
  for (const name of slider.definition.alone) {
    const parent = boneIndex(name);
    for (let child = 0; child < BONES.length; child++) {
      if (BONE_PARENTS[child] !== parent) continue;
      for (let k = 0; k < 3; k++) {
        const [c, p] = [3 * child + k, 3 * parent + k];
        const wanted = restBind[c] + shift[c] - (restBind[p] + shift[p]);
        shift[c] = wanted * Math.exp(-logScale[p]) - restBind[c] + restBind[p];
        logScale[c] -= logScale[p];
      }
    }
  }
  return out;
}

function boneIndex(name: string): number {
  const index = BONES.findIndex((bone) => bone.name === name);
  if (index < 0) throw new Error(`no bone is called ${name}`);
  return index;
}
