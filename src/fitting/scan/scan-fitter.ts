import { type AdaptiveSkinningModel, type AsmForward, createAsm } from '../../asm/adaptive-skinning-model.ts';
import { type FreezableName, freeParameterCount } from '../../asm/variant.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import type { Similarity } from '../../geometry/similarity.ts';
import { faceTriangles, type HeadModel, skinTriangles } from '../../head/head-model.ts';
import {
  createShapeSpace,
  evaluateShape,
  expressionStart,
  type ShapePoints,
  type ShapeSpace,
} from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { distancesTo } from '../../surface/align-to-surface.ts';
import { createTargetSurface } from '../../surface/target-surface.ts';
import { gapPoints } from '../evidence/landmarks/gaps.ts';
import { finishHead, jawAtRest } from '../finish/finish-head.ts';
import { foldedTriangles } from '../priors/fold-guard.ts';

import { fitAsmToScan, type ScanProblem } from './fit-asm-to-scan.ts';
import { fitMorphableToScan } from './fit-morphable-to-scan.ts';
import { type ScanEvidence, scanEvidence } from './scan-evidence.ts';
import { alignMarks, sevenMarks } from './scan-marks.ts';
import { LOOK_PRESET, SCAN_PRESET } from './scan-stages.ts';

/** A head fitted to a scan. */
export interface ScanFit {
  readonly parameterCount: number;
  /** All parts [V, 3], in mm of the scan and the head's frame. */
  readonly positions: Float64Array;
  /** Head -> scan; its scale is in the positions already. */
  readonly similarity: Similarity;
  /** Skin triangles that are turned over, and how many of them on the face. */
  readonly folded: { readonly skin: number; readonly face: number };
  readonly seconds: number;
}

export interface AsmFitOnScan extends ScanFit {
  readonly model: AdaptiveSkinningModel;
  readonly forward: AsmForward;
}

/** A morphable model's size: which of a head's columns it has. */
export interface MorphableSize {
  readonly name: string;
  /** What the columns are: identity modes, those with expressions, or smooth modes too. */
  readonly basis: 'identity' | 'identity-and-expressions' | 'whole';
  readonly columns: readonly number[];
}

/** One scan's fits: models of any size on the same points, landmarks and start. */
export interface ScanFitter {
  readonly head: HeadModel;
  /** Whether the scan's eyes are shut; the head's template is, then. */
  readonly lidsShut: boolean;
  readonly sizes: readonly MorphableSize[];
  asm(mixtureCount: number, freeze: readonly FreezableName[]): Promise<AsmFitOnScan>;
  morphable(size: MorphableSize): Promise<ScanFit>;
  /** The mean head, where the landmarks put it. */
  template(): ScanFit;
}

/** Prepares a head for a scan. @param scan in mm */
export async function createScanFitter(kernels: Kernels, base: HeadModel, scan: MarkedMesh): Promise<ScanFitter> {
  const evidence = scanEvidence(scan);
  const shut = { ...base, template: withLidsShut(base) };
  const baseSpace = createShapeSpace(base);
  // Places on the mesh, whatever its shape.
  const gaps = gapPoints(baseSpace);
  const look = (head: HeadModel): Promise<number> => lookAtLids(kernels, head, gaps, { scan, evidence });
  const [open, closed] = [await look(base), await look(shut)];
  const lidsShut = closed < SHUT_SHARE * open;
  const head = lidsShut ? shut : base;
  const space = lidsShut ? createShapeSpace(head) : baseSpace;
  const marks = sevenMarks(head, scan.landmarks);
  const start = alignMarks(marks, head.template);
  const problem: ScanProblem = { evidence, marks, start };
  const finish = (before: Float64Array, skin: ArrayLike<number>, similarity: Similarity, started: number) => {
    const folded = countFolds(head, skin);
    const finished = finishHead(head, { before, skin, gaps, shut: [] }, jawAtRest(head));
    const positions = finished.positions.map((x) => similarity.scale * x);
    return { positions, similarity, folded, seconds: (performance.now() - started) / 1000 };
  };
  return {
    head,
    lidsShut,
    sizes: morphableSizes(space),
    async asm(mixtureCount, freeze) {
      const started = performance.now();
      const model = createAsm(head, head.template, mixtureCount);
      const fit = await fitAsmToScan(kernels, { ...problem, model, freeze }, SCAN_PRESET);
      return {
        ...finish(head.template, fit.forward.positions, fit.similarity, started),
        parameterCount: freeParameterCount(model, freeze),
        model,
        forward: fit.forward,
      };
    },
    template() {
      const started = performance.now();
      const skin = head.template.slice(0, 3 * head.parts[0].vertexCount);
      return { ...finish(head.template, skin, start, started), parameterCount: 0 };
    },
    async morphable({ columns }) {
      const started = performance.now();
      const fit = await fitMorphableToScan(kernels, { ...problem, space, columns });
      const shape = evaluateShape(space, fit.coefficients);
      const skin = shape.slice(0, 3 * head.parts[0].vertexCount);
      return { ...finish(shape, skin, fit.similarity, started), parameterCount: columns.length };
    },
  };
}

/** First identity modes, all of them, with expressions, and with the smooth modes that are no one's statistics. */
function morphableSizes(space: ShapeSpace): MorphableSize[] {
  const columns = Array.from({ length: space.count }, (_, k) => k);
  const identity = columns.slice(0, space.identityCount);
  const expressions = columns.slice(expressionStart(space));
  const few = [10, 20, 50, 100].filter((count) => count < identity.length);
  return [
    ...few.map((count) => ({
      name: `${count} identity modes`,
      basis: 'identity' as const,
      columns: identity.slice(0, count),
    })),
    { name: `all ${identity.length} identity modes`, basis: 'identity', columns: identity },
    {
      name: `all ${identity.length} + ${expressions.length} expressions`,
      basis: 'identity-and-expressions',
      columns: [...identity, ...expressions],
    },
    { name: 'all + smooth modes', basis: 'whole', columns },
  ];
}

/** The mean head with its eyes shut [V, 3]. */
function withLidsShut({ template, expressions }: HeadModel): Float64Array {
  const out = template.slice();
  expressions.names.forEach((name, k) => {
    if (!/^eye-(left|right)-closure$/.test(name)) return;
    for (let i = 0; i < out.length; i++) out[i] += expressions.deltas[k * out.length + i];
  });
  return out;
}

/** A scan's eyes are looked at within so many widths of them, and no farther than this, mm. */
const EYE_REACH = 0.7;
const FAR_MM = 4;
/** Shut lids must be so much nearer than open ones: the eyes of most people, and of most scans, are open. */
const SHUT_SHARE = 0.75;

/** Mean distance of the scan's eyes from a head that was roughly fitted with its lids as they are, mm. */
async function lookAtLids(
  kernels: Kernels,
  head: HeadModel,
  gaps: ShapePoints,
  { scan, evidence }: { readonly scan: MarkedMesh; readonly evidence: ScanEvidence },
): Promise<number> {
  const marks = sevenMarks(head, scan.landmarks);
  const start = alignMarks(marks, head.template);
  const model = createAsm(head, head.template, 1);
  const problem = { evidence, marks, start, model, freeze: [] };
  const { forward, similarity } = await fitAsmToScan(kernels, problem, LOOK_PRESET);
  const skin = forward.positions;
  const { positions } = finishHead(head, { before: head.template, skin, gaps, shut: [] }, jawAtRest(head));
  const at = (l: number): number[] => Array.from(scan.landmarks.subarray(3 * l, 3 * l + 3));
  const eyes = [0, 2].map((l) => {
    const [a, b] = [at(l), at(l + 1)];
    return {
      centre: a.map((x, k) => (x + b[k]) / 2),
      reach: EYE_REACH * Math.hypot(...a.map((x, k) => x - b[k])),
    };
  });
  const near: number[] = [];
  for (let i = 0; i < evidence.points.length; i += 3) {
    const p = evidence.points.subarray(i, i + 3);
    if (eyes.some(({ centre, reach }) => Math.hypot(...centre.map((c, k) => p[k] - c)) < reach)) near.push(...p);
  }
  if (near.length === 0) return 0;
  const surface = createTargetSurface(positions, head.triangles);
  const { distances } = distancesTo(kernels, surface, Float64Array.from(near), similarity);
  return distances.reduce((sum, d) => sum + Math.min(FAR_MM, d), 0) / distances.length;
}

function countFolds(head: HeadModel, skin: ArrayLike<number>): { skin: number; face: number } {
  const triangles = skinTriangles(head);
  const onFace = faceTriangles(head);
  return {
    skin: foldedTriangles(triangles, skin, head.template),
    face: foldedTriangles(
      triangles.filter((_, i) => onFace[Math.floor(i / 3)] === 1),
      skin,
      head.template,
    ),
  };
}
