import { type CastingMesh, type LampSeen, type ShadowCaster, shadowMap } from './shadow-map.ts';

/** Points of a surface. */
export interface SurfacePoints {
  /** [N, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [N, 3] unit */
  readonly normals: ArrayLike<number>;
}

/** The sun's distance: rays are all but parallel, mm. */
const LAMP_MM = 4000;
/** Middle of what is lit, mm. */
const MIDDLE = [0, -20, -50] as const;
const FINE = { penumbra: 4, pixels: 1024 };

/** From where a lamp in some direction is seen past a mesh. @param toLamp unit, head space */
export function lampSeen(
  mesh: CastingMesh,
  toLamp: readonly number[],
  fineness: Pick<ShadowCaster, 'penumbra' | 'pixels'> = FINE,
): LampSeen {
  const lamp = MIDDLE.map((x, k) => x + LAMP_MM * toLamp[k]);
  return shadowMap({ lamp, middle: MIDDLE, ...fineness }, mesh);
}

/** Share of a lamp that is seen, times the cosine to it, at points of a surface [N]. @param toLamp unit, head space */
export function litBy(
  { positions: p, normals: n }: SurfacePoints,
  toLamp: readonly number[],
  seen: LampSeen,
): Float32Array {
  return Float32Array.from({ length: n.length / 3 }, (_, i) => {
    const cosine = n[3 * i] * toLamp[0] + n[3 * i + 1] * toLamp[1] + n[3 * i + 2] * toLamp[2];
    return cosine <= 0 ? 0 : cosine * seen(p[3 * i], p[3 * i + 1], p[3 * i + 2]);
  });
}
