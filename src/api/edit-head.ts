import { expressInSliders } from '../asm/sliders/express-in-sliders.ts';
import type { SliderGroup, SliderSide } from '../asm/sliders/slider-definition.ts';
import { sliderDisplacement, sliderFields } from '../asm/sliders/slider-fields.ts';
import { SLIDERS } from '../asm/sliders/slider-table.ts';
import { changedValues, isSliderName, likeliestSlider } from '../asm/sliders/slider-values.ts';
import { AsmFitError } from '../errors.ts';
import { checkSameMesh, moveRig } from '../export/rig/edit/move-rig.ts';
import type { HeadModel } from '../head/head-model.ts';
import { loadPeoplesHead } from '../head/load-head.ts';
import { withKernels } from '../kernels/runtime/with-kernels.ts';
import { defaultThreads } from './options/shared-values.ts';
import { checkHead, type RiggedResult } from './results/rigged-result.ts';

/** A handle of a head's shape, from -1 to 1. */
export interface HeadSlider {
  /** `nose-width`, or `nose-width-left` of a half. */
  readonly name: string;
  /** The part of the head that it stands under. */
  readonly group: SliderGroup;
  /** Which half it moves. */
  readonly side: SliderSide;
  /** What -1 shows, in words. */
  readonly low: string;
  /** What 1 shows, in words. */
  readonly high: string;
}

/** Values of sliders by name, -1 to 1. */
export type HeadSliderValues = Readonly<Record<string, number>>;

/** A head in terms of its sliders. */
export interface SlidersOfHead {
  /** Of every slider. */
  readonly values: HeadSliderValues;
  /** Mean distance of the face from the mean head's, mm. */
  readonly differenceMm: number;
  /** What of it sliders leave, mm. */
  readonly remainsMm: number;
}

/** Where sliders go, and from where. */
export interface SliderEdit {
  /** The sliders that are set; the others stay. */
  readonly to: HeadSliderValues;
  /** Where the head's sliders stand, as `slidersOf` or an earlier edit has them; what `slidersOf` says of it where it is left out. */
  readonly from?: HeadSliderValues;
}

/**
 * All sliders, the halves of those that have sides behind their whole (docs/sliders.md).
 * @example
 * import { HEAD_SLIDERS } from 'asm-fit';
 *
 * for (const { name, low, high } of HEAD_SLIDERS) console.log(`${name}: ${low} .. ${high}`);
 */
export const HEAD_SLIDERS: readonly HeadSlider[] = SLIDERS.map(({ name, side, definition }) => ({
  name,
  group: definition.group,
  side,
  low: definition.low,
  high: definition.high,
}));

/**
 * Where a head's sliders stand, and how much of the person they tell.
 * @throws {AsmFitError} usage: no head of this library; input: a head of another mesh
 * @example
 * import { loadFit, slidersOf } from 'asm-fit';
 *
 * const { values, differenceMm, remainsMm } = await slidersOf(await loadFit('out'));
 * console.log(values['nose-width'], `${remainsMm} of ${differenceMm} mm remain`);
 */
export async function slidersOf(head: RiggedResult): Promise<SlidersOfHead> {
  checkHead('slidersOf', head);
  const model = loadPeoplesHead();
  checkSameMesh(model, head.rig);
  return expressed(model, head);
}

/**
 * A head with its sliders elsewhere, as `asm-fit edit` writes it: shapes, eyes, teeth, lashes, hair and joints come along.
 * @throws {AsmFitError} usage: no head of this library, no such slider, a value beyond -1..1; input: a head of another mesh
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { editHead, loadFit, toGlb } from 'asm-fit';
 *
 * const edited = await editHead(await loadFit('out'), { to: { 'nose-width': 1, 'jaw-width': -0.5 } });
 * await writeFile('edited.glb', await toGlb(edited));
 */
export async function editHead(head: RiggedResult, { to, from }: SliderEdit): Promise<RiggedResult> {
  checkHead('editHead', head);
  checkValues('to', to);
  if (from !== undefined) checkValues('from', from);
  const model = loadPeoplesHead();
  checkSameMesh(model, head.rig);
  const before = from ?? expressed(model, head).values;
  const steps = new Map(Object.entries(to).map(([name, value]) => [name, value - (before[name] ?? 0)] as const));
  const displacement = sliderDisplacement(sliderFields(model), steps);
  const rig = await withKernels(defaultThreads(), async (kernels) => moveRig(kernels, model, head.rig, displacement));
  return { name: head.name, rig };
}

function expressed(model: HeadModel, { rig }: RiggedResult): SlidersOfHead {
  const { values, ...distances } = expressInSliders(model, rig.surface.positions);
  return { values: Object.fromEntries(values), ...distances };
}

/** @throws {AsmFitError} usage */
function checkValues(option: string, values: HeadSliderValues): void {
  if (typeof values !== 'object' || values === null)
    throw new AsmFitError('usage', `editHead: ${option}: must be values by name; received ${typeof values}`, HINT);
  for (const [name, value] of Object.entries(values)) {
    if (!isSliderName(name))
      throw new AsmFitError(
        'usage',
        `editHead: ${option}: must name sliders; received ${JSON.stringify(name)}, perhaps ${likeliestSlider(name)}`,
        HINT,
      );
    if (typeof value !== 'number')
      throw new AsmFitError('usage', `editHead: ${option}: ${name} must be a number; received ${typeof value}`, HINT);
    changedValues(new Map(), [{ name, how: 'to', value }]);
  }
}

const HINT = 'HEAD_SLIDERS names them all, each from -1 to 1';
