import { AsmFitError } from '../../../errors.ts';
import { isHeadSize, unitMend, unitOfSize } from './capture-unit.ts';
import { contradiction, describeOutlier, isOneCamera, percent } from './describe-outlier.ts';
import { findReading } from './find-reading.ts';
import { type GivenRig, misfit } from './given-rig.ts';
import { type RigConsensus, rigConsensus, type Tolerance } from './rig-consensus.ts';

/** What a check of given cameras comes to, when it does not refuse them. */
export interface CheckedCameras {
  /** Positions in the rig of the views whose cameras the others contradict. */
  readonly contradicted: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Measured over 1,600 subsets of two to eight views of scans and renders: with the artists' mean head exact cameras disagree by
 * up to 0.022, 0.04 and a factor of 1.06, those with two degrees of noise by 0.025, 0.42 and 1.13; with the people that a fit
 * expects by 0.032, 0.08, 1.06 and 0.035, 0.87, 1.12 before views are told apart. At these tolerances none of 634 was contradicted.
 */
const TOLERANCE: Tolerance = { turn: 0.04, shift: 0.6, depth: 1.4 };
/** Two views share what they disagree by. */
const OF_TWO: Tolerance = { ...TOLERANCE, turn: 0.032 };
/** One and the same camera sees one and the same pose, and errs alike. */
const OF_ONE_CAMERA: Tolerance = { ...TOLERANCE, turn: 0.02 };
/** Where most turns agree this well, the rest is held against them alone. */
const EXACT: Tolerance = { ...TOLERANCE, turn: 0.015 };
const BESIDE_EXACT = 0.05;
const EXACT_SHARE = 2 / 3;
/** As good as a misfit: within so many times of it, and so much more. */
const AS_GOOD = 1.3;
const AS_GOOD_SHARE = 0.002;
/** Beyond this a size that no unit makes a head's is refused. */
const MAX_SIZE_FACTOR = 3;

const CONVENTION = "cameras must be x_cam = R X + t in OpenCV's axes (x right, y down, z forward)";

/**
 * Holds given cameras against the heads that each photograph alone shows: one head must lie before all cameras where the
 * landmarks say. Views that contradict a majority are named; cameras that most views contradict are refused, with the
 * convention in which they would fit where there is one.
 * @param where of messages: the capture's file
 * @throws {AsmFitError} input: no head explains the views
 */
export function checkCameras(rig: GivenRig, where: string): CheckedCameras {
  const { views } = rig;
  if (views.length < 2) return { contradicted: [], warnings: [] };
  const consensus = agreement(rig, rig.size);
  const contradicted = views.flatMap((_, v) => (consensus.explained[v] ? [] : [v]));
  if (contradicted.length === 0 && hasPlausibleSize(rig, consensus)) return { contradicted, warnings: [] };
  const sized = sizeWarnings(rig, consensus, where);
  if (contradicted.length === 0) return { contradicted, warnings: sized };
  const found = findReading(rig);
  if (found !== null && found.misfit <= acceptedMisfit(rig, consensus)) {
    const unit = rig.unit === null ? null : unitOfSize(rig.unit.mm, found.scale);
    const other = unit !== null && unit.mm !== rig.unit?.mm ? unit : null;
    throw new AsmFitError(
      'input',
      `${where}: ${CONVENTION}; received cameras that must be read as ${found.name}${other === null ? '' : `, in ${other.name},`} to explain the landmarks of all views (to ${percent(found.misfit)}); as given they are ${contradiction(rig, consensus)}`,
      `${found.mend}${other === null ? '' : `, ${unitMend(other)}`}; or let --ignore-cameras solve the cameras`,
    );
  }
  if (2 * contradicted.length >= views.length)
    throw new AsmFitError(
      'input',
      `${where}: one head must explain the views through their cameras; received ${contradiction(rig, consensus)}: no head explains the views, in no other convention either`,
      'check K, R and t against the pictures, leave out views that are wrong (--views), or let --ignore-cameras solve the cameras',
    );
  return { contradicted, warnings: [...sized, ...contradicted.map((v) => describeOutlier(rig, consensus, v))] };
}

/** Where most views agree, another reading of the cameras must explain all of them as well as these. */
function acceptedMisfit({ views }: GivenRig, consensus: RigConsensus): number {
  const agreed = Array.from(views.keys()).filter((v) => consensus.explained[v]);
  if (2 * agreed.length <= views.length) return Number.POSITIVE_INFINITY;
  const own = misfit(
    agreed.map((v) => consensus.views[v]),
    agreed.map((v) => views[v].placed),
  );
  return AS_GOOD * own + AS_GOOD_SHARE;
}

function agreement({ views, steady }: GivenRig, size: number | null): RigConsensus {
  const cameras = views.map(({ camera }) => camera);
  const heads = views.map(({ placed }) => placed);
  const within = (tolerance: Tolerance): RigConsensus =>
    rigConsensus(cameras, heads, { iod: steady.iod, size }, tolerance);
  if (isOneCamera(cameras)) return within(OF_ONE_CAMERA);
  if (views.length === 2) return within(OF_TWO);
  const loose = within(TOLERANCE);
  const exact = within(EXACT);
  if (exact.explained.filter(Boolean).length < EXACT_SHARE * views.length) return loose;
  // Turns are told well enough by a few views; where the head lies is better told by all.
  const explained = loose.explained.map((yes, v) => yes && exact.views[v].turn <= BESIDE_EXACT);
  return {
    ...loose,
    rotation: exact.rotation,
    views: loose.views.map(({ shift, depth }, v) => ({ ...exact.views[v], shift, depth })),
    explained,
  };
}

function hasPlausibleSize({ size }: GivenRig, { scale }: Pick<RigConsensus, 'scale'>): boolean {
  return isHeadSize(scale, size);
}

/**
 * Whether cameras of a known unit agree on a head of another size than people's.
 * @throws {AsmFitError} input: it is so far from a head's that the unit must be another
 */
function sizeWarnings(rig: GivenRig, consensus: RigConsensus, where: string): string[] {
  const { unit, size, steady } = rig;
  if (unit === null || size === null) return [];
  const free = agreement(rig, null);
  const count = ({ explained }: RigConsensus): number => explained.filter(Boolean).length;
  const agreed = count(free);
  if (agreed < count(consensus) || 2 * agreed <= rig.views.length || hasPlausibleSize(rig, free)) return [];
  if (agreed === count(consensus) && hasPlausibleSize(rig, consensus)) return [];
  const lens = unitOfSize(unit.mm, free.scale / size) === null ? findReading(rig) : null;
  if (lens !== null && hasPlausibleSize(rig, lens))
    throw new AsmFitError(
      'input',
      `${where}: ${CONVENTION}; received cameras that must be read as ${lens.name} to explain the landmarks of all views (to ${percent(lens.misfit)}); as they stand, the outer eye corners lie ${canthiText(free.scale * steady.iod)}`,
      `${lens.mend}; or let --ignore-cameras solve the cameras`,
    );
  const canthi = canthiText(free.scale * steady.iod);
  const factor = free.scale / size;
  const other = unitOfSize(unit.mm, factor);
  if (other !== null || factor > MAX_SIZE_FACTOR || factor < 1 / MAX_SIZE_FACTOR)
    throw new AsmFitError(
      'input',
      `${where}: t must be in the capture's unit, ${unit.name}; received cameras between which the outer eye corners lie ${canthi}${other === null ? '' : `; read in ${other.name} they explain the landmarks`}`,
      `${other === null ? 'mend t, or say "unit": "arbitrary" where the scale is not known' : unitMend(other)}; or let --ignore-cameras solve the cameras`,
    );
  return [
    `${where}: its cameras put the outer eye corners ${canthi}: check its unit and K; sizes of the result follow the cameras`,
  ];
}

function canthiText(mm: number): string {
  return `${mm >= 100 ? mm.toFixed(0) : mm.toPrecision(2)} mm apart (people's: 75 to 105 mm)`;
}
