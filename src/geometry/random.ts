/** A seeded stream of random numbers; the only source of randomness in the project. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

/** Mulberry32 with a Box-Muller normal: the same seed gives the same numbers on every platform. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  return { uniform, normal };
}

/**
 * A stream of its own for each path of whole numbers below a seed, such as (seed, epoch, step): what a run draws at a
 * step does not hang on how it came there. The path is folded by MurmurHash3's mixing (Appleby 2011).
 */
export function randomStream(seed: number, ...path: readonly number[]): Random {
  let hash = seed >>> 0;
  for (const part of path) {
    const mixed = Math.imul(part, 0xcc9e2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return createRandom(hash ^ (hash >>> 16));
}

/** A sample of the symmetric-or-not Dirichlet distribution, for shapes alpha > 0 (Marsaglia-Tsang gammas). */
export function dirichlet(random: Random, alpha: readonly number[]): number[] {
  const gammas = alpha.map((shape) => gamma(random, shape));
  const sum = gammas.reduce((a, b) => a + b, 0);
  return gammas.map((g) => g / sum);
}

function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
