import { type CastingMesh, type ShadowCaster, shadowMap } from './shadow-map.ts';

/** Points of a surface, and what casts shadows on them. */
export interface ShadedSurface {
  /** [N, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [N, 3] unit */
  readonly normals: ArrayLike<number>;
  readonly mesh: CastingMesh;
}

/** The sun's distance: rays are all but parallel, mm. */
const LAMP_MM = 4000;
/** Middle of what is lit, mm. */
const MIDDLE = [0, -20, -50] as const;
const FINE = { penumbra: 4, pixels: 1024 };

/** Share of a lamp that is seen, times the cosine to it, at points of a surface [N]. @param toLamp unit, head space */
export function litBy(
  { positions: p, normals: n, mesh }: ShadedSurface,
  toLamp: readonly number[],
  fineness: Pick<ShadowCaster, 'penumbra' | 'pixels'> = FINE,
): Float32Array {
  const lamp = MIDDLE.map((x, k) => x + LAMP_MM * toLamp[k]);
  const seen = shadowMap({ lamp, middle: MIDDLE, ...fineness }, mesh);
  return Float32Array.from({ length: n.length / 3 }, (_, i) => {
    const cosine = n[3 * i] * toLamp[0] + n[3 * i + 1] * toLamp[1] + n[3 * i + 2] * toLamp[2];
    return cosine <= 0 ? 0 : cosine * seen(p[3 * i], p[3 * i + 1], p[3 * i + 2]);
  });
}
