import type { Lid } from './lid-strips.ts';

/** Texels of the picture; both eyes share it. */
export const LASH_PICTURE = { width: 1024, height: 384 } as const;

/** How lashes of a lid grow, without make-up. */
export interface LashStrip {
  /** Where they begin and end along the rim, from the inner corner: the flesh in it bears none. */
  readonly grows: readonly [number, number];
  /** mm, at a share of the strip from the nose. */
  readonly length: (share: number) => number;
  /** How far a lash rises at its root and at its tip, degrees. */
  readonly from: number;
  readonly to: number;
  /** How many there are. */
  readonly count: number;
  /** Thickness at the roots, mm. */
  readonly thick: number;
  /** Where the strip lies in the picture, shares of its sides: roots at the top. */
  readonly picture: { readonly left: number; readonly width: number; readonly top: number; readonly height: number };
}

/** Longest at `at`, less towards the ends. */
function longest(most: number, at: number, ends: readonly [number, number]): LashStrip['length'] {
  return (share) => {
    const off = share < at ? (at - share) / at : (share - at) / (1 - at);
    return most - (most - (share < at ? ends[0] : ends[1])) * off * off;
  };
}

export const LASH_STRIPS: Readonly<Record<Lid, LashStrip>> = {
  upper: {
    grows: [0.09, 0.97],
    length: longest(7, 0.65, [3, 5]),
    from: -8,
    to: 62,
    count: 135,
    thick: 0.145,
    picture: { left: 0.01, width: 0.98, top: 0.01, height: 0.6 },
  },
  lower: {
    grows: [0.14, 0.95],
    length: longest(3.8, 0.7, [1.8, 2.6]),
    from: -15,
    to: -62,
    count: 80,
    thick: 0.095,
    picture: { left: 0.01, width: 0.98, top: 0.64, height: 0.35 },
  },
};
