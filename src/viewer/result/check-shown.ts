import { unpackGlb } from '../../capture/scan/formats/gltf/container.ts';
import { AsmFitError, messageOf } from '../../errors.ts';
import type { ResultSource } from './result-source.ts';
import { readSliderMoves } from './slider-moves.ts';
import type { ViewerData } from './viewer-data.ts';

/**
 * That what a page shows first can be shown: the page could say it only in the browser.
 * @throws {AsmFitError} input: a head or sliders that are damaged
 */
export function checkShown(source: ResultSource, { model, sliders }: ViewerData): void {
  if (model !== null) check(source, model, 'a whole GLB', unpackGlb);
  if (sliders !== null) check(source, sliders.moves, 'moves of sliders', readSliderMoves);
}

function check(
  source: ResultSource,
  name: string,
  what: string,
  read: (bytes: Uint8Array<ArrayBuffer>) => unknown,
): void {
  try {
    read(new Uint8Array(source.read(name)));
  } catch (error) {
    if (error instanceof AsmFitError && error.kind !== 'input') throw error;
    throw new AsmFitError(
      'input',
      `${source.where}/${name}: must be ${what}; received another file (${messageOf(error)})`,
      'copy the folder again, whole',
    );
  }
}
