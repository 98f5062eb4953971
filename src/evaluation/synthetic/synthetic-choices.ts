import type { LinearImage } from '../../image/image.ts';
import type { LightingKind } from './light/lighting.ts';
import type { BackgroundKind } from './scene/backgrounds.ts';

/** What photographs of people have and those of a head on a plain ground lack. */
export interface PortraitChoices {
  /** One of several hairdos. */
  readonly hair: boolean;
  readonly beard: boolean;
  readonly clothes: boolean;
  readonly glasses: boolean;
  /** A knitted hat, a cap or a scarf. */
  readonly headwear: boolean;
  readonly background: BackgroundKind;
  readonly lighting: LightingKind;
  /** A tone in 1..10 from light to dark, or the picture of a skin; null: drawn from the albedo model. */
  readonly skin: number | LinearImage | null;
  /** How far the outermost views stand to the sides, degrees. */
  readonly maxYaw: number;
  /** How far views stand above or below, a standard deviation, degrees. */
  readonly pitchSpread: number;
  /** How far cameras are turned about their axis, a standard deviation, degrees. */
  readonly rollSpread: number;
  /** Times as far away as where the head fills the picture. */
  readonly distance: number;
  /** Focal length in image sides, the camera as far away as fills the picture; null: drawn. */
  readonly focal: number | null;
  /** How far views' focal lengths differ, a factor in exp(-spread)..exp(spread). */
  readonly focalSpread: number;
}

export const PLAIN_PORTRAIT: PortraitChoices = {
  hair: false,
  beard: false,
  clothes: false,
  glasses: false,
  headwear: false,
  background: 'plain',
  lighting: 'soft',
  skin: null,
  maxYaw: 42,
  pitchSpread: 6,
  rollSpread: 4,
  distance: 1,
  focal: null,
  focalSpread: 0,
};

export const IRIS_CHOICES = ['shipped', 'drawn'] as const;

/** What is drawn of a person's eyes. */
export interface EyeChoices {
  /** How far gazes wander to each side, degrees; up and down six tenths of it. */
  readonly gazeDegrees: number;
  readonly irises: (typeof IRIS_CHOICES)[number];
}

export const PLAIN_EYES: EyeChoices = { gazeDegrees: 0, irises: 'shipped' };
