import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STRONG_EXPRESSIONS } from '../../../bench/strong-expressions/cases.ts';
import { drawCapture } from '../../../bench/strong-expressions/draw.ts';
import { fitByCommand, measureFit, type StrongExpressionError } from '../../../bench/strong-expressions/measure.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { loadLashes } from '../../../src/render/mesh/lashes.ts';
import { ROOT } from '../../helpers/folders.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const SEED = 41;

type Bounds = Partial<Record<keyof StrongExpressionError, number>>;

/**
 * Wanted everywhere: mouth 1.2 mm, jaw 3 degrees, openings of lips and lids 1 mm; neutral 1.0 mm where photographs differ, 1.6
 * where they do not. What is not reached is bounded by what is measured: the detector's points slide along lips and chin by
 * some mm, and pixels do not see that, so that surfaces are nearer than vertices.
 */
const BOUNDS: Readonly<Record<string, Bounds>> = {
  // Not reached with jaws open: mouth, lips.
  'jaw 20': { jaw: 3, mouth: 2.5, surface: 0.8, lips: 3.3, leftLids: 1, rightLids: 1 },
  'jaw 25': { jaw: 3, mouth: 2.6, surface: 0.8, lips: 3, leftLids: 1, rightLids: 1 },
  'jaw 30': { jaw: 3, mouth: 2.8, surface: 1, lips: 3.6, leftLids: 1, rightLids: 1 },
  // Not reached: mouth.
  'lopsided smile': { jaw: 3, mouth: 2.1, surface: 0.8, lips: 1, leftLids: 1, rightLids: 1 },
  // Not reached: the left lids, for the detector sees the closed eye half open; mouth.
  wink: { jaw: 3, mouth: 1.8, surface: 0.7, lips: 1, leftLids: 2.7, rightLids: 1 },
  // Not reached: neutral.
  'smile in some': { jaw: 3, neutral: 1.5, surface: 0.8, leftLids: 1, rightLids: 1 },
  // Not reached: mouth, neutral. It was 2.15 before the recogniser told shapes too, and is 2.6; of seven people it is 1.71 on average, 1.72 before.
  'smile in all': { jaw: 3, mouth: 1.8, surface: 0.8, neutral: 2.8, lips: 1, leftLids: 1, rightLids: 1 },
};

describe('strong expressions whose truth is known: five views, cameras given, detected landmarks', () => {
  const head = loadBundledHead();

  it.each(STRONG_EXPRESSIONS.map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
    const folder = join(temporaryFolder(), 'capture');
    const looks = { parts: await loadPartImages(head), lashes: await loadLashes(head) };
    const truth = await drawCapture(head, looks, { entry, seed: SEED }, folder);
    const out = join(folder, 'fit');
    fitByCommand(ROOT, folder, out, []);
    const error = measureFit(head, entry, truth, out);
    for (const [name, bound] of Object.entries(BOUNDS[id]) as [keyof StrongExpressionError, number][])
      expect(Math.abs(error[name]), name).toBeLessThan(bound);
  });
});
