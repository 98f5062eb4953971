import type { Evidence } from '../../../src/fitting/evidence/evidence.ts';
import { DETECTOR_NOISE } from '../../../src/fitting/evidence/landmarks/landmark-noise.ts';
import { FIT_PRIORS } from '../../../src/fitting/options/stage-defaults.ts';
import type { BoneProblem } from '../../../src/fitting/stages/bone-stage.ts';
import { restJaws } from '../../../src/fitting/unknowns/jaw-pose.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import { createJawRig, type HungSkin } from '../../../src/head/anatomy/jaw.ts';
import { type HeadModel, jointPosition, skinTriangles } from '../../../src/head/head-model.ts';
import { jawedPoints } from '../../../src/head/shape/jawed-points.ts';
import { type ShapeSpace, shapePoints } from '../../../src/head/shape/shape-space.ts';

/** Evidence of views that tell nothing, each in a camera of its own, but for what is given. */
export function evidenceOf(space: ShapeSpace, viewCount: number, given: Partial<Evidence>): Evidence {
  const none = jawedPoints(space, shapePoints(space, new Uint32Array(0), new Float64Array(0), 1));
  return {
    rig: freeRig(new Int32Array(viewCount).fill(-1)),
    expressions: { group: new Int32Array(viewCount).fill(-1), groupCount: 0, columnCount: 1 },
    views: [],
    greys: [],
    greyKind: 'grey',
    workingLandmarks: new Array(viewCount).fill(null),
    workingFocals: [],
    bias: null,
    points: { landmarks: none, samples: none, gaps: none },
    visibility: { weights: [], footprints: [] },
    ...given,
  };
}

/** What of a head's skin hangs on its jaw. */
export function skinOnJaw(head: HeadModel): HungSkin {
  const { joint, weights } = createJawRig(head);
  return { weights: weights.subarray(0, head.parts[0].vertexCount), pivot: jointPosition(head, joint, []) };
}

/** The adaptive skinning model against such evidence, as fits expect it. */
export function boneProblemOf(given: Pick<BoneProblem, 'model' | 'evidence'> & Partial<BoneProblem>): BoneProblem {
  const { groupCount, columnCount } = given.evidence.expressions;
  return {
    noise: DETECTOR_NOISE,
    minCosine: 0.35,
    deviations: new Float64Array(groupCount * columnCount),
    jaw: skinOnJaw(given.model.head),
    triangles: skinTriangles(given.model.head),
    freeze: [],
    priors: FIT_PRIORS,
    expectedJaws: restJaws(given.evidence.expressions),
    optimizer: 'adam',
    ...given,
  };
}
