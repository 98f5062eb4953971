import { BACKGROUND, BODY_SKIN, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../../capture/segmentation/classes.ts';

/** The class of each pixel of a view. */
export interface LabelledView {
  readonly width: number;
  readonly height: number;
  /** [H, W] */
  readonly labels: Uint8Array;
}

/** Places on the outline of the head and neck in a photograph. */
export interface OutlineSamples {
  readonly count: number;
  /** [N, 2] pixels */
  readonly points: Float64Array;
  /** Unit normals out of the head [N, 2]. */
  readonly normals: Float64Array;
  /** Indices of {@link OUTLINE_EDGES} [N]. */
  readonly edges: Uint8Array;
}

/**
 * What ends at an outline: skin, which is the head's own outline; hair, inside which the skull lies; skin that clothes cover, where
 * the head goes on beneath them.
 */
export const OUTLINE_EDGES = ['skin', 'hair', 'collar'] as const;
export type OutlineEdge = (typeof OUTLINE_EDGES)[number];

/** Of a view whose classes nobody knows. */
export const NO_OUTLINE: OutlineSamples = {
  count: 0,
  points: new Float64Array(0),
  normals: new Float64Array(0),
  edges: new Uint8Array(0),
};

/** Radius of the disc from which an edge's place and direction are taken, pixels. */
const RADIUS = 4;
/** An edge with so much of its inner side in hair is the hair's. */
const HAIR_SHARE = 0.2;

/**
 * Samples of the border between skin or hair and background or clothes, one at most in each square of `spacing` pixels. In a disc
 * of radius R around a border pixel c is the mean offset of the head's pixels and f their share:
 *   n = -c/|c|,  x = p + (f - 1/2) (pi R/2) n
 * Borders with what hides the head, hair over clothes, and the picture's rim are none of the head's outline.
 */
export function outlineSamples({ width, height, labels }: LabelledView, spacing: number): OutlineSamples {
  const points: number[] = [];
  const normals: number[] = [];
  const edges: number[] = [];
  const taken = new Set<number>();
  const columns = Math.ceil(width / spacing);
  for (let y = RADIUS; y < height - RADIUS; y++)
    for (let x = RADIUS; x < width - RADIUS; x++) {
      const k = y * width + x;
      if (!ofHead(labels[k])) continue;
      if ([k - 1, k + 1, k - width, k + width].every((next) => ofHead(labels[next]))) continue;
      const cell = Math.floor(y / spacing) * columns + Math.floor(x / spacing);
      if (taken.has(cell)) continue;
      const edge = edgeAt(labels, width, k);
      if (edge === null) continue;
      taken.add(cell);
      points.push(x + 0.5 + edge.shift * edge.normal[0], y + 0.5 + edge.shift * edge.normal[1]);
      normals.push(...edge.normal);
      edges.push(OUTLINE_EDGES.indexOf(edge.edge));
    }
  return {
    count: edges.length,
    points: Float64Array.from(points),
    normals: Float64Array.from(normals),
    edges: Uint8Array.from(edges),
  };
}

/** Of the outlines that no collar covers, the share that is skin's; 0 where there are none. */
export function skinShare(outlines: readonly OutlineSamples[]): number {
  const [skin, hair] = OUTLINE_EDGES.map((_, edge) =>
    outlines.reduce((sum, { edges }) => sum + edges.filter((own) => own === edge).length, 0),
  );
  return skin + hair === 0 ? 0 : skin / (skin + hair);
}

function ofHead(label: number): boolean {
  return label === HAIR || label === BODY_SKIN || label === FACE_SKIN;
}

/** The edge through the disc around a pixel; null where it is not one of the head's outline. */
function edgeAt(
  labels: Uint8Array,
  width: number,
  k: number,
): { readonly normal: readonly [number, number]; readonly shift: number; readonly edge: OutlineEdge } | null {
  let [inside, hair, all, cx, cy] = [0, 0, 0, 0, 0];
  let [background, clothes] = [0, 0];
  for (let v = -RADIUS; v <= RADIUS; v++)
    for (let u = -RADIUS; u <= RADIUS; u++) {
      if (u * u + v * v > RADIUS * RADIUS) continue;
      const label = labels[k + v * width + u];
      if (label === OTHER) return null;
      all++;
      if (label === BACKGROUND) background++;
      if (label === CLOTHES) clothes++;
      if (!ofHead(label)) continue;
      inside++;
      cx += u;
      cy += v;
      if (label === HAIR) hair++;
    }
  const length = Math.hypot(cx, cy);
  const isHair = hair > HAIR_SHARE * inside;
  const covered = clothes > background;
  if (length === 0 || (isHair && covered)) return null;
  return {
    normal: [-cx / length, -cy / length],
    shift: ((inside / all - 0.5) * Math.PI * RADIUS) / 2,
    edge: isHair ? 'hair' : covered ? 'collar' : 'skin',
  };
}
