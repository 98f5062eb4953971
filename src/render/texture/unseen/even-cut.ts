import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { uvTriangles } from '../../mesh/head-mesh.ts';
import { DARKEST } from '../albedo-prior.ts';
import type { RasteredSkin } from '../skin-texels.ts';
import type { SeenTexture } from './seen-texture.ts';

/** Triangles that cover less of the texture, a share of it, lie on a line of it. */
const LINE_AREA = 1e-9;
/** Texels beside the cut's line that are sampled on it, and share of the texture over which the skin above goes over into it. */
const LINE_TEXELS = 2;
const FADE = 0.03;
/** Skin below this is the bust's, mm from between the eyes: beside its chart lies that of the mouth's inside. */
const BUST_Y = -95;

/**
 * Gives what shuts the neck below one colour: its triangles lie on the line of the texture where the bust is cut, and drew what differs
 * along that into wedges. In place:
 *   log c += k (mean over the line of log c - log c),  k 1 - w beside the line, falling to 0 above it, w how much of a texel is seen
 * @param colors [size, size, 3]
 */
export function evenCut(
  { head, covered }: RasteredSkin,
  { size, weight }: Pick<SeenTexture, 'size' | 'weight'>,
  colors: Float32Array,
): void {
  const triangles = skinTriangles(head);
  const onBust = new Uint8Array(size * size);
  covered.index.forEach((texel, i) => {
    onBust[texel] = head.template[3 * triangles[3 * covered.triangle[i]] + 1] < BUST_Y ? 1 : 0;
  });
  const distance = cutDistance(head, size);
  const mean = new Float64Array(3);
  let count = 0;
  for (const [texel, texels] of distance) {
    if (texels > LINE_TEXELS || onBust[texel] === 0) continue;
    count++;
    for (let c = 0; c < 3; c++) mean[c] += Math.log(Math.max(DARKEST, colors[3 * texel + c]));
  }
  for (const [texel, texels] of distance) {
    const above = Math.max(0, texels - LINE_TEXELS) / (FADE * size);
    const k = Math.max(0, 1 - above) * (1 - Math.min(1, weight[texel]));
    if (k === 0 || onBust[texel] === 0) continue;
    for (let c = 0; c < 3; c++) {
      const own = Math.max(DARKEST, colors[3 * texel + c]);
      colors[3 * texel + c] = own ** (1 - k) * Math.exp((k * mean[c]) / count);
    }
  }
}

/** Texels near the line of the bust's cut, and how far they are from it, texels. */
function cutDistance(head: HeadModel, size: number): Map<number, number> {
  const out = new Map<number, number>();
  const reach = Math.ceil(LINE_TEXELS + FADE * size);
  for (const segment of cutLine(head)) {
    const [ax, ay, bx, by] = segment.map((x) => x * size - 0.5);
    const [left, right] = [Math.min(ax, bx) - reach, Math.max(ax, bx) + reach].map((x) => clamp(x, size));
    const [top, bottom] = [Math.min(ay, by) - reach, Math.max(ay, by) + reach].map((y) => clamp(y, size));
    const [dx, dy] = [bx - ax, by - ay];
    const over = 1 / Math.max(1e-12, dx * dx + dy * dy);
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) * over));
        const away = Math.hypot(x - ax - along * dx, y - ay - along * dy);
        if (away < reach) out.set(y * size + x, Math.min(out.get(y * size + x) ?? reach, away));
      }
  }
  return out;
}

/** Ends of the line's pieces over the texture [pieces][ax, ay, bx, by]. */
const cutLine = onceAHead((head): readonly (readonly number[])[] => {
  const lowest = lowestOf(head);
  const triangles = skinTriangles(head);
  const corners = uvTriangles(head);
  const pieces = new Map<string, readonly number[]>();
  for (let t = 0; t < triangles.length; t += 3) {
    const low = [0, 1, 2].every((k) => head.template[3 * triangles[t + k] + 1] < lowest + CUT_MM);
    const [a, b, c] = [0, 1, 2].map((k) => [head.uvs[2 * corners[t + k]], head.uvs[2 * corners[t + k] + 1]] as const);
    const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
    if (!low || area > LINE_AREA) continue;
    for (const [p, q] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const)
      if (!(p[0] === q[0] && p[1] === q[1]) && Math.hypot(p[0] - q[0], p[1] - q[1]) < LONGEST)
        pieces.set([...p, ...q].sort((x, y) => x - y).join(), [...p, ...q]);
  }
  return [...pieces.values()];
});

/** At the nape the line goes from one side of the chart to the other, across the neck: no skin of that is the cut's. */
const LONGEST = 0.1;
/** What shuts the neck lies so near the bust's lowest point, mm: lips and lids have triangles on lines too. */
const CUT_MM = 15;

function lowestOf({ template, parts }: HeadModel): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let v = 0; v < parts[0].vertexCount; v++) lowest = Math.min(lowest, template[3 * v + 1]);
  return lowest;
}

function clamp(place: number, size: number): number {
  return Math.min(size - 1, Math.max(0, Math.floor(place)));
}
