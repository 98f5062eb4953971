import { mkdirSync } from 'node:fs';
import { addModes, drawIdentity, skinTexture } from '../../src/evaluation/synthetic/draw-person.ts';
import { PLAIN_CONDITIONS, photographMoments } from '../../src/evaluation/synthetic/photographs.ts';
import { meanLuminance } from '../../src/evaluation/synthetic/scene/skin-texture.ts';
import { LASH_DENSITY } from '../../src/evaluation/synthetic/synthetic-capture.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { createJawRig, turnJaw } from '../../src/head/anatomy/jaw.ts';
import { type HeadModel, jointPosition } from '../../src/head/head-model.ts';
import { headRenderMesh, type PartImages } from '../../src/render/mesh/head-mesh.ts';
import { type Lashes, wornLashes } from '../../src/render/mesh/lashes.ts';
import { writeCapture } from '../accuracy/write-capture.ts';
import type { Moment, StrongExpression } from './cases.ts';

const SIZE = 640;
/** How far the outermost cameras stand to the sides, degrees. */
const YAW = 50;

/** What all people of the cases are drawn with; without lashes shut lids are smooth skin, as no photograph has them. */
export interface Looks {
  readonly parts: PartImages;
  readonly lashes: Lashes | null;
}

/** What is true of a person [V, 3] mm, all parts. */
export interface TrueFace {
  readonly neutral: Float64Array;
  /** Of each view. */
  readonly moments: readonly Float64Array[];
}

/** Draws a person, photographs each moment of a case, and writes the capture to `folder`. */
export async function drawCapture(
  head: HeadModel,
  { parts, lashes }: Looks,
  { entry, seed }: { readonly entry: StrongExpression; readonly seed: number },
  folder: string,
): Promise<TrueFace> {
  const random = createRandom(seed);
  const identity = drawIdentity(head, random);
  const skin = skinTexture(head, random, null);
  const neutral = head.template.slice();
  addModes(neutral, head.identity.deltas, identity);
  const moments = entry.moments.map((moment) => movedFace(head, neutral, identity, moment));
  const subject = {
    look: headRenderMesh(head, neutral, skin, parts),
    moments: moments.map((positions) => ({ positions, cards: wornLashes(lashes, positions, LASH_DENSITY) })),
    luminance: meanLuminance(skin),
  };
  const taken = photographMoments(subject, random, SIZE, { ...PLAIN_CONDITIONS, yaw: YAW });
  mkdirSync(folder, { recursive: true });
  await writeCapture(
    folder,
    taken,
    entry.moments.map(({ name }) => name),
  );
  return { neutral, moments };
}

function movedFace(head: HeadModel, neutral: Float64Array, identity: Float64Array, moment: Moment): Float64Array {
  const { names, deltas } = head.expressions;
  const strengths = Float64Array.from(names, (name) => moment.expression[name] ?? 0);
  const out = neutral.slice();
  addModes(out, deltas, strengths);
  const { joint, weights } = createJawRig(head);
  turnJaw({ weights, pivot: jointPosition(head, joint, identity) }, moment.jaw, out);
  return out;
}
