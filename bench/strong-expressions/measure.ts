import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FACE_REGIONS, faceRegionsOf } from '../../src/evaluation/face-regions.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { vertexError } from '../../src/evaluation/vertex-error.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { createJawRig } from '../../src/head/anatomy/jaw.ts';
import { nostrilVertices } from '../../src/head/anatomy/nostrils.ts';
import { findSlits, slitOpening } from '../../src/head/anatomy/slits.ts';
import { type HeadModel, outerSkin } from '../../src/head/head-model.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../src/surface/target-surface.ts';
import type { StrongExpression } from './cases.ts';
import type { TrueFace } from './draw.ts';

/** Mean distances of vertices that correspond, mm, and differences from the truth. */
export interface StrongExpressionError {
  /** Over the face. */
  readonly face: number;
  /** Over lips, chin and jaw line. */
  readonly mouth: number;
  /** How far the vertices of {@link StrongExpressionError.mouth} lie from the true skin, whatever slid along it. */
  readonly surface: number;
  /** Of the neutral mesh, over the mouth's region. */
  readonly neutral: number;
  /** How far the jaw is open beside the truth, degrees: of the view that is worst. */
  readonly jaw: number;
  /** How far slits are open beside the truth, mm. */
  readonly lips: number;
  readonly leftLids: number;
  readonly rightLids: number;
}

/** Fits a capture by the command that users type. @param program folder that holds bin/ @throws {Error} it failed */
export function fitByCommand(program: string, capture: string, out: string, flags: readonly string[]): void {
  const args = [join(program, 'bin/asm-fit'), 'fit', capture, '-o', out, '--quiet', '--force', ...flags];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the fit of ${capture} failed: ${stderr}`);
}

/** What a fit's folder holds, against the truth. Where moments differ the captured mesh is that of none: face and mouth are of the neutral one. */
export function measureFit(
  head: HeadModel,
  { moments }: StrongExpression,
  truth: TrueFace,
  out: string,
): StrongExpressionError {
  const read = (mesh: string): Float64Array =>
    readObjVertices(readFileSync(join(out, mesh), 'utf8')).subarray(0, head.template.length);
  const face = faceOf(head);
  const mouth = mouthOf(head);
  const differ = new Set(moments).size > 1 && new Set(moments.map(({ name }) => name)).size > 1;
  const neutral = alignedError(read('head.obj'), truth.neutral, face, mouth);
  const mesh = differ ? read('head.obj') : read('captured.obj');
  const wanted = differ ? truth.neutral : truth.moments[0];
  const captured = alignedError(mesh, wanted, face, mouth);
  const slits = findSlits(head);
  const opening = (name: keyof typeof slits): number =>
    slitOpening(slits[name], captured.aligned) - slitOpening(slits[name], wanted);
  const { methods } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8')) as {
    methods: { asm: { views: { jaw: { rotationDegrees: number[] } }[] } };
  };
  const jaws = methods.asm.views.map(({ jaw }, v) => jaw.rotationDegrees[0] - (moments[v].jaw[0] * 180) / Math.PI);
  return {
    face: captured.face,
    mouth: captured.mouth,
    surface: surfaceDistance(head, wanted, captured.aligned, mouth),
    neutral: neutral.mouth,
    jaw: jaws.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)),
    lips: opening('mouth'),
    leftLids: opening('left'),
    rightLids: opening('right'),
  };
}

/** The outer face; the truth's nostrils are dents, the fit's are nostrils: they say nothing of each other. */
function faceOf(head: HeadModel): number[] {
  const nostrils = new Set(nostrilVertices(head));
  const { face, mouth, sockets } = head.regions;
  return Array.from(face.keys()).filter((v) => face[v] && !nostrils.has(v) && !mouth[v] && !sockets[v]);
}

/** Least jaw weight of chin and jaw line. */
const HUNG = 0.25;

/** Lips, chin and jaw line: the face's lips and what of it hangs on the jaw. */
export function mouthOf(head: HeadModel): number[] {
  const { weights } = createJawRig(head);
  const region = faceRegionsOf(head);
  const [mouth, chin] = ['mouth', 'chin'].map((name) => FACE_REGIONS.indexOf(name as 'mouth' | 'chin'));
  return faceOf(head).filter((v) => region[v] === mouth || region[v] === chin || weights[v] > HUNG);
}

function surfaceDistance(
  head: HeadModel,
  truth: Float64Array,
  aligned: Float64Array,
  vertices: readonly number[],
): number {
  const skin = truth.subarray(0, 3 * head.parts[0].vertexCount);
  const points = vertices.flatMap((v) => [...aligned.subarray(3 * v, 3 * v + 3)]);
  const nearest = closestOnSurface(plainKernels(), createTargetSurface(skin, outerSkin(head)), points).points;
  let sum = 0;
  for (let i = 0; i < points.length; i += 3)
    sum += Math.hypot(points[i] - nearest[i], points[i + 1] - nearest[i + 1], points[i + 2] - nearest[i + 2]);
  return sum / vertices.length;
}

/** Aligned over the face, measured over it and over a part of it. */
function alignedError(
  positions: Float64Array,
  truth: Float64Array,
  face: readonly number[],
  part: readonly number[],
): { readonly face: number; readonly mouth: number; readonly aligned: Float64Array } {
  const { meanMm, alignment } = vertexError(positions, truth, face);
  const aligned = applySimilarity(alignment, positions);
  const distance = (v: number): number => Math.hypot(...[0, 1, 2].map((k) => aligned[3 * v + k] - truth[3 * v + k]));
  return { face: meanMm, mouth: part.reduce((sum, v) => sum + distance(v), 0) / part.length, aligned };
}
