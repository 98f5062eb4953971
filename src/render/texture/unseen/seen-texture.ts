import type { HeadModel } from '../../../head/head-model.ts';
import type { CoveredTexels } from '../../raster/covered-texels.ts';

/** A head, and the texels of its skin. */
export interface RasteredSkin {
  readonly head: HeadModel;
  readonly covered: CoveredTexels;
}

/** What views show of a skin. */
export interface SeenTexture {
  readonly size: number;
  /** [size, size, 3] */
  readonly color: Float32Array;
  /** How much of a texel is what views show [size, size]. */
  readonly weight: Float32Array;
}
