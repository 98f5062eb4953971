import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { lipPartings } from '../evidence/landmarks/lip-partings.ts';
import type { HeadState } from '../unknowns/head-state.ts';
import { jawOfView, withinReach } from '../unknowns/jaw-pose.ts';
import { jawRests } from '../unknowns/view-expressions.ts';
import { fitMorphable, type MorphableProblem, type MorphableRun, pixelLoss } from './morphable-stage.ts';

const DEGREE = Math.PI / 180;
/** Where a photograph shows lips parted by so much, mm, the mouth may stand open wider than the detector has it. */
const WIDE_MM = 15;
/** How much wider is tried: at 30 degrees landmarks stop 9 to 12 short, and pixels find a chin from some 6. */
const WIDER = 13 * DEGREE;

/** Jaws that end nearer to each other came to the same place: the one from the landmarks is as good. */
const APART = 2 * DEGREE;
/** Stages that run from both jaws: where they end, pixels tell them apart. */
const TRIED = 2;

/**
 * {@link fitMorphable} on pixels, coarse to fine. A detector's lips and chin stop short of a mouth that is wide open, by more than
 * pixels find back from there: the coarse stages then run from a wider jaw too, and the others go on from where pixels agree better.
 */
export async function fitPixelStages(
  kernels: Kernels,
  problem: MorphableProblem,
  start: HeadState,
  { stages, onStep }: MorphableRun,
): Promise<HeadState> {
  // One photograph alone has no stages on pixels: nothing would tell which jaw is right.
  const wider = stages.length === 0 ? null : widerJaws(problem, start.jaws);
  if (wider === null) return fitMorphable(kernels, problem, start, { stages, onStep });
  const [coarse, finer] = [stages.slice(0, TRIED), stages.slice(TRIED)];
  let count = 0;
  const counted: MorphableRun['onStep'] = (_, loss) => onStep(count++, loss);
  const first = await fitMorphable(kernels, problem, start, { stages: coarse, onStep: counted });
  const tried = { ...start, jaws: wider };
  const second = await fitMorphable(kernels, problem, tried, { stages: coarse, onStep: () => {} });
  const ended = coarse[coarse.length - 1];
  const wideOpen =
    first.jaws.some((x, i) => i % JAW_POSE === 0 && second.jaws[i] - x > APART) &&
    pixelLoss(kernels, problem, ended, second) < pixelLoss(kernels, problem, ended, first);
  return fitMorphable(kernels, problem, wideOpen ? second : first, { stages: finer, onStep: counted });
}

/** Jaws with those of wide open mouths wider [jaws, JAW_POSE]; null where no mouth is. */
export function widerJaws(
  { layout: { expressions }, landmarks: { landmarks } }: Pick<MorphableProblem, 'layout' | 'landmarks'>,
  jaws: Float64Array,
): Float64Array | null {
  const wide = new Set(
    lipPartings(landmarks).flatMap((parting, v) =>
      Math.max(parting ?? 0, landmarks[v]?.partingMm ?? 0) >= WIDE_MM ? [jawOfView(expressions, v)] : [],
    ),
  );
  const opened = [...wide].filter((jaw) => !jawRests(expressions, JAW_POSE * jaw));
  if (opened.length === 0) return null;
  const out = jaws.slice();
  for (const jaw of opened) out[JAW_POSE * jaw] += WIDER;
  return withinReach(out);
}
