import { join } from 'node:path';
import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';
import { determinant3, multiply3, transpose3 } from '../../geometry/rotation.ts';
import type { Similarity } from '../../geometry/similarity.ts';
import type { FrameName } from '../formats/frame-names.ts';
import { FIT_AGAIN, readFitDocument } from './read/fit-document.ts';

const triple = z.array(z.number()).length(3);
const rotation = z.array(z.number()).length(9).refine(isRotation, 'must be a rotation');
const place = z.object({ rotation, translation: triple, scale: z.number().positive() });

/** A place as `fit.json` has it. */
export function frameJson({ scale, rotation, translation }: Similarity): z.infer<typeof place> {
  return { scale, rotation: Array.from(rotation), translation: Array.from(translation) };
}

/**
 * Where a frame has the head of a finished fit: from head space (mm) to the frame, in its unit.
 * @throws {AsmFitError} input: `fit.json` is damaged, of another version, or says nothing of that frame
 */
export function readFrame(folder: string, frame: Exclude<FrameName, 'head'>): Similarity {
  const path = join(folder, 'fit.json');
  const { frames } = readFitDocument(path, z.looseObject({ frames: z.unknown().optional() }));
  const said = z.looseObject({}).safeParse(frames);
  const found = said.success ? said.data[frame] : undefined;
  if (found === undefined || found === null)
    throw new AsmFitError(
      'input',
      `${path}: must say where the ${frame} has the head; received a fit that does not`,
      HINTS[frame],
    );
  const read = place.safeParse(found);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new AsmFitError(
      'input',
      `${path}: frames.${frame} must be a place; received ${issue.path.join('.') || 'root'}: ${issue.message}`,
      FIT_AGAIN,
    );
  }
  const { scale } = read.data;
  return {
    scale,
    rotation: Float64Array.from(read.data.rotation),
    translation: Float64Array.from(read.data.translation),
  };
}

const HINTS = {
  capture:
    'it is known where capture.json gave the cameras of all views and the head stood still before them; fit again if an earlier version did',
  scan: 'it is known of folders of scan-fit; asm-fit fit sees photographs alone',
} as const;

function isRotation(r: readonly number[]): boolean {
  const square = multiply3(r, transpose3(r));
  return determinant3(r) > 0 && square.every((x, i) => Math.abs(x - (i % 4 === 0 ? 1 : 0)) < 1e-6);
}
