import type { MorphBasis } from '../../head-model.ts';

/** Of ARKit's shapes so much is added to visemes whose lips are round: MakeHuman's hardly differ from shut ones. */
const ROUNDED_VOWELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  viseme_U: { mouthPucker: 0.5, mouthFunnel: 0.35 },
  viseme_O: { mouthFunnel: 0.5 },
};

/**
 * Visemes of rounded vowels with the face's own rounded lips, in place: d' = d + sum_k c_k D_k.
 * @param faceShapes D, rounded themselves (round-mouth.ts)
 * @param visemes d
 */
export function roundVowels(faceShapes: MorphBasis, visemes: MorphBasis): void {
  const stride = visemes.deltas.length / visemes.names.length;
  for (const [vowel, shares] of Object.entries(ROUNDED_VOWELS)) {
    const to = visemes.names.indexOf(vowel);
    if (to < 0) continue;
    const delta = visemes.deltas.subarray(to * stride, (to + 1) * stride);
    for (const [name, share] of Object.entries(shares)) {
      const from = faceShapes.names.indexOf(name);
      if (from < 0) continue;
      const shape = faceShapes.deltas.subarray(from * stride, (from + 1) * stride);
      for (let i = 0; i < stride; i++) delta[i] += share * shape[i];
    }
  }
}
