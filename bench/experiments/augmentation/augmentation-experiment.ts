import type { Alignment } from '../../../src/deca/training/augmentation/augmentation-names.ts';
import type { EncoderBasis } from '../../../src/deca/training/encoder-basis.ts';
import { trainEncoder } from '../../../src/deca/training/train-encoder.ts';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import { measureMesh } from '../../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../../src/evaluation/scan-protocols.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { trainingRows } from '../training-rows.ts';
import type { CaptureWithTruth } from '../true-captures.ts';
import { type AugmentationPlan, TREATMENTS } from './plans.ts';
import { errorOnScan, errorsOnRenders, type RenderErrors } from './test-encoder.ts';
import { capturePictures, renderedPictures, type TestPictures } from './test-pictures.ts';

/** One training under one treatment, and its errors. */
export interface AugmentationResult {
  readonly treatment: string;
  readonly seed: number;
  readonly steps: number;
  readonly clear: RenderErrors;
  readonly occluded: RenderErrors;
  /** Mean mm by capture. */
  readonly scans: Readonly<Record<string, number>>;
}

export interface AugmentationExperiment {
  readonly plan: AugmentationPlan;
  /** Mean mm of the mean head, by capture. */
  readonly meanHead: Readonly<Record<string, number>>;
  readonly results: readonly AugmentationResult[];
}

interface TestSets {
  readonly clear: TestPictures;
  readonly occluded: TestPictures;
  readonly captures: readonly { readonly capture: CaptureWithTruth; readonly pictures: TestPictures }[];
}

/** Trains the same budget under every treatment and seed; tests each on pictures cut as its own crops are. */
export async function augmentationExperiment(
  basis: EncoderBasis,
  captures: readonly CaptureWithTruth[],
  { plan, folder }: { readonly plan: AugmentationPlan; readonly folder: string },
  say: (line: string) => void,
): Promise<AugmentationExperiment> {
  const kernels = openKernels(1);
  const sets = new Map<Alignment, TestSets>();
  const results: AugmentationResult[] = [];
  try {
    for (const { name, augmentations, alignment } of TREATMENTS) {
      const test = sets.get(alignment) ?? (await testSets(basis, captures, alignment, plan.testPeople));
      sets.set(alignment, test);
      const { people, cropsOfPerson } = plan;
      const set = { folder, seed: 1, people, cropsOfPerson, augmentations, alignment, skins: null, processes: 1 };
      const rows = await trainingRows(basis, set, say);
      for (const seed of plan.seeds) {
        const trained = await trainEncoder(rows, basis, { ...plan.options, seed }, QUIET);
        const scans: Record<string, number> = {};
        for (const { capture, pictures } of test.captures)
          scans[capture.name] = errorOnScan(basis, rows.local, trained, { pictures, capture, kernels });
        const clear = errorsOnRenders(basis, rows.local, trained, test.clear);
        const occluded = errorsOnRenders(basis, rows.local, trained, test.occluded);
        const steps = trained.curve.at(-1)?.step ?? 0;
        results.push({ treatment: name, seed, steps, clear, occluded, scans });
        say(
          `${name}, seed ${seed}: clear ${clear.shapeMm.toFixed(2)} mm, occluded ${occluded.shapeMm.toFixed(2)} mm, ${Object.entries(
            scans,
          )
            .map(([capture, mm]) => `${capture} ${mm.toFixed(2)} mm`)
            .join(', ')}`,
        );
      }
    }
    const { head } = basis.decoder;
    const mean = markedHead(head, head.template);
    const meanHead = Object.fromEntries(
      captures.map(({ name, scan }) => [name, measureMesh(kernels, mean, scan, SCAN_PROTOCOLS.now).error.meanMm]),
    );
    return { plan, meanHead, results };
  } finally {
    kernels.close();
  }
}

const QUIET = { checkpoint: null, onEpoch: () => {}, onResume: () => {} };

async function testSets(
  basis: EncoderBasis,
  captures: readonly CaptureWithTruth[],
  alignment: Alignment,
  people: number,
): Promise<TestSets> {
  const seen = [];
  for (const capture of captures) seen.push({ capture, pictures: await capturePictures(basis, capture, alignment) });
  return { ...(await renderedPictures(basis, alignment, people)), captures: seen };
}
