import { requireTrainingPackages } from '../../../deca/training/training-packages.ts';
import { AsmFitError } from '../../../errors.ts';
import { prepareFolder } from '../../../export/output/output-place.ts';
import { writeNetwork } from '../../../export/results/training-files.ts';
import { loadPeoplesHead } from '../../../head/load-head.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withFolder } from '../../with-output.ts';
import { renderedSet } from './rendered-set.ts';

export type TrainLandmarksFlags = CommandFlags<'train landmarks'>;

/** Crops that are kept apart: this share, and how many there must be. */
const HELD_OUT_SHARE = 1 / 20;
const MIN_CROPS = 40;

/** `asm-fit train landmarks`: renders crops of sampled heads and learns the detector's correction from them. */
export async function runTrainLandmarks(flags: TrainLandmarksFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const crops = flags.people * flags.crops;
  if (crops < MIN_CROPS)
    throw new AsmFitError(
      'usage',
      `asm-fit train: must have at least ${MIN_CROPS} crops; received ${flags.people} people with ${flags.crops}`,
      'raise --people',
    );
  requireTrainingPackages(flags.backend);
  const { makeCorrection } = await import('../../../deca/training/landmarks/make-correction.ts');
  const { output } = flags;
  const made = await withFolder(
    { output, force: flags.force },
    { command: 'train landmarks', inputs: [flags.data], talk },
    async (folder) => {
      prepareFolder(flags.data);
      const set = renderedSet(flags);
      const heldOut = Math.round(crops * HELD_OUT_SHARE);
      const plan = { set, heldOut, backend: flags.backend };
      const result = await makeCorrection(loadPeoplesHead(), plan, (line) => talk.line(line));
      const facts = { tool: toolInfo(), seed: flags.seed, people: flags.people, augmentations: flags.augment };
      return { ...result, sum: writeNetwork(folder, 'landmark-correction', facts, result) };
    },
  );
  const { before, after } = made.heldOut;
  talk.result(
    `${made.crops} crops, held-out landmarks ${before.median.toFixed(2)} -> ${after.median.toFixed(2)} mm: ${output}/landmark-correction.onnx ${made.sum}\n`,
  );
}
