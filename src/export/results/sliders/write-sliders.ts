import { expressInSliders } from '../../../asm/sliders/express-in-sliders.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { FileWriter } from '../../formats/write-formats.ts';
import { packSliderMoves, SLIDER_MOVES_FILE } from './slider-moves.ts';
import { fittedSliders, type HeadSliders, SLIDERS_FILE, slidersJson } from './sliders-json.ts';

/** Where a head stands on its sliders, and what the viewer moves it by. */
export interface SliderFiles {
  readonly sliders: HeadSliders;
  readonly moves: Uint8Array;
}

/** Of a head that was just fitted. @param positions [V, 3] mm */
export function slidersOfFitted(head: HeadModel, positions: Float64Array): SliderFiles {
  return { sliders: fittedSliders(expressInSliders(head, positions)), moves: packSliderMoves(head) };
}

export function writeSliders(
  tool: { readonly name: string; readonly version: string },
  { sliders, moves }: SliderFiles,
  write: FileWriter,
): void {
  write(SLIDERS_FILE, `${JSON.stringify(slidersJson(tool, sliders), null, 1)}\n`);
  write(SLIDER_MOVES_FILE, moves);
}
