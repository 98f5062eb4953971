import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExpressedHead } from '../../../asm/sliders/express-in-sliders.ts';
import { movesOf } from '../../../asm/sliders/slider-bones.ts';
import { SLIDER_LIMIT } from '../../../asm/sliders/slider-definition.ts';
import { SLIDERS } from '../../../asm/sliders/slider-table.ts';
import type { SliderValues } from '../../../asm/sliders/slider-values.ts';
import { AsmFitError } from '../../../errors.ts';
import { readJson } from '../../../files/read-json.ts';
import { FIT_AGAIN } from '../read/fit-document.ts';

/** The file beside `head.obj` that says where each slider stands. */
export const SLIDERS_FILE = 'sliders.json';
const VERSION = 1;
const LIMITS = { what: 'sliders', maxBytes: 2 ** 22, maxValues: 200_000 };
/** Digits behind the point: 0.001 mm of the farthest slider. */
const DIGITS = 4;

/** Sliders of a head, and of the fit that it comes from. */
export interface HeadSliders extends Omit<ExpressedHead, 'values'> {
  readonly values: SliderValues;
  /** Before any edit. */
  readonly fit: SliderValues;
}

/** A head that was just fitted. Values as the file has them: what is read is what is meant. */
export function fittedSliders({ values, differenceMm, remainsMm }: ExpressedHead): HeadSliders {
  const rounded = new Map(Array.from(values, ([name, value]) => [name, tidy(value)] as const));
  return { values: rounded, fit: rounded, differenceMm, remainsMm };
}

/** The document of `sliders.json` (docs/sliders.md). */
export function slidersJson(
  tool: { readonly name: string; readonly version: string },
  { values, fit, differenceMm, remainsMm }: HeadSliders,
): Record<string, unknown> {
  return {
    version: VERSION,
    tool,
    range: [-SLIDER_LIMIT, SLIDER_LIMIT],
    fitted: { differenceMm: Number(differenceMm.toFixed(3)), remainsMm: Number(remainsMm.toFixed(3)) },
    sliders: SLIDERS.map((slider) => {
      const { name, side, definition } = slider;
      return {
        name,
        group: definition.group,
        side,
        low: definition.low,
        high: definition.high,
        value: tidy(values.get(name) ?? 0),
        fit: tidy(fit.get(name) ?? 0),
        bones: movesOf(slider),
        alone: definition.alone,
      };
    }),
  };
}

function tidy(value: number): number {
  return Number(value.toFixed(DIGITS));
}

const value = z.number().min(-SLIDER_LIMIT).max(SLIDER_LIMIT);
const schema = z.object({
  version: z.literal(VERSION),
  fitted: z.object({ differenceMm: z.number(), remainsMm: z.number() }),
  sliders: z.array(z.object({ name: z.string(), value, fit: value })),
});

/**
 * The sliders of a finished folder.
 * @throws {AsmFitError} input: none there, damaged, of another version, or of other sliders than this build has
 */
export function readSliders(folder: string): HeadSliders {
  const path = join(folder, SLIDERS_FILE);
  if (!existsSync(path))
    throw new AsmFitError(
      'input',
      `${folder}: must hold ${SLIDERS_FILE}; received a folder without`,
      'give the folder that fit, scan-fit or edit wrote, whole; earlier versions write none',
    );
  const json = readJson(path, LIMITS);
  const refuse = (requirement: string, received: string, hint = FIT_AGAIN): AsmFitError =>
    new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  const { version } = Object(json) as { readonly version?: unknown };
  if (version !== VERSION)
    throw refuse(
      `version must be ${VERSION}`,
      JSON.stringify(version) ?? 'none',
      'use the asm-fit that wrote it, or fit again',
    );
  const read = schema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw refuse('must be as asm-fit wrote it', `${issue.path.join('.') || 'root'}: ${issue.message}`);
  }
  const { sliders, fitted } = read.data;
  const names = new Set(sliders.map(({ name }) => name));
  const missing = SLIDERS.find(({ name }) => !names.has(name));
  if (missing !== undefined) throw refuse('must have every slider', `none called ${missing.name}`);
  if (sliders.length !== SLIDERS.length)
    throw refuse(`must have the ${SLIDERS.length} sliders of this build, each once`, `${sliders.length}`);
  return {
    values: new Map(sliders.map(({ name, value }) => [name, value])),
    fit: new Map(sliders.map(({ name, fit }) => [name, fit])),
    ...fitted,
  };
}
