import type { HeadModel } from '../../../head/head-model.ts';
import type { FileWriter } from '../../formats/write-formats.ts';
import { packSliderMoves, SLIDER_MOVES_FILE } from './slider-moves.ts';
import { type HeadSliders, SLIDERS_FILE, slidersJson } from './sliders-json.ts';

/** Writes where a head stands on its sliders, and what the viewer moves it by. */
export function writeSliders(
  head: HeadModel,
  {
    tool,
    sliders,
  }: { readonly tool: { readonly name: string; readonly version: string }; readonly sliders: HeadSliders },
  write: FileWriter,
): void {
  write(SLIDERS_FILE, `${JSON.stringify(slidersJson(tool, sliders), null, 1)}\n`);
  write(SLIDER_MOVES_FILE, packSliderMoves(head));
}
