/** How the completion network is trained. */
export interface TextureGanOptions {
  readonly seed: number;
  readonly steps: number;
  /** Crops of a step. */
  readonly batch: number;
  /** Painted textures whose crops are drawn from at a time. */
  readonly charts: number;
  /** Crops that are drawn before one of them goes and another comes. */
  readonly cropsOfChart: number;
  /** Of both networks, with Adam's decay rates 0.5 and 0.99. */
  readonly learningRate: number;
  /** Whether a discriminator judges the patches; the rest of the loss alone, otherwise. */
  readonly adversary: boolean;
  /** Steps before the discriminator is listened to. */
  readonly warmUp: number;
  readonly weights: GeneratorWeights;
  /** Names of the skins that are kept apart. */
  readonly heldOut: readonly string[];
}

/** Weights of the generator's losses. */
export interface GeneratorWeights {
  readonly reconstruction: number;
  readonly symmetry: number;
  readonly adversarial: number;
}

/** One of each kind that there is: light and dark, both sexes, young and old. */
export const HELD_OUT_SKINS = [
  'middleage_darkskinned_female',
  'middleage_lightskinned_male2',
  'old_lightskinned_female2',
  'young_lightskinned_male3',
] as const;

/** What two cores do in some ten minutes. */
export const TEXTURE_GAN_DEFAULTS: TextureGanOptions = {
  seed: 1,
  steps: 600,
  batch: 8,
  charts: 20,
  cropsOfChart: 64,
  learningRate: 4e-4,
  adversary: true,
  warmUp: 100,
  weights: { reconstruction: 10, symmetry: 4, adversarial: 0.4 },
  heldOut: HELD_OUT_SKINS,
};
