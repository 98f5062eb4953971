import type { Random } from '../../../geometry/random.ts';

/** Strands lie this much lighter and darker than their mean, at most. */
const MAX_STRAND = 1.8;

/**
 * From black over brown and red to blond and grey, linear light. Fair hair grows on fair skin, and no hair is yellow: its
 * blue is a share of its green.
 * @param skinLuminance mean luminance of the skin
 */
export function hairColor(random: Random, skinLuminance: number): number[] {
  const fair = Math.min(1, skinLuminance / 0.35);
  const depth = fair * random.uniform() ** 2;
  const grey = random.uniform() < 0.2 ? random.uniform() : 0;
  const red = random.uniform();
  const warm = [0.016 + 0.3 * depth, 0.012 + (0.22 - 0.07 * red) * depth, 0.01 + (0.13 - 0.07 * red) * depth];
  return warm.map((x) => x + grey * (0.25 - x));
}

/** Lays hair over a texture [size, size, 3]. @param cover of a texel whose strand is so much lighter than the mean */
export function paintHair(
  data: Float32Array,
  color: readonly number[],
  strands: Float32Array,
  cover: (texel: number, strand: number) => number,
): void {
  for (let i = 0; i < strands.length; i++) {
    const strand = Math.min(MAX_STRAND, Math.exp(strands[i]));
    const share = cover(i, strand);
    if (share > 0) for (let c = 0; c < 3; c++) data[3 * i + c] += share * (color[c] * strand - data[3 * i + c]);
  }
}
