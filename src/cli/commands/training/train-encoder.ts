import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createMorphableDecoder } from '../../../deca/decode/morphable-decoder.ts';
import { loadWardrobe } from '../../../deca/training/scenes/wardrobe.ts';
import {
  LEARNING_RATES,
  TRAIN_ENCODER_DEFAULTS,
  type TrainEncoderOptions,
} from '../../../deca/training/train-encoder-options.ts';
import { requireTrainingPackages } from '../../../deca/training/training-packages.ts';
import { AsmFitError } from '../../../errors.ts';
import { openOutputFiles } from '../../../export/output/output-files.ts';
import { prepareFolder } from '../../../export/output/output-place.ts';
import { augmentationSheet } from '../../../export/report/augmentation-sheet.ts';
import { writeTrainedNetwork } from '../../../export/results/training-files.ts';
import { loadPeoplesHead } from '../../../head/load-head.ts';
import { withKernels } from '../../../kernels/runtime/with-kernels.ts';
import { tell } from '../../command-messages.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk, type Talk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withFolder } from '../../with-output.ts';
import { renderedSet } from './rendered-set.ts';

export type TrainEncoderFlags = CommandFlags<'train encoder'>;

/** In the folder of the crops: the output folder is there only when all is done. */
const CHECKPOINT = 'encoder.checkpoint';

/** `asm-fit train encoder`: renders crops of sampled heads and trains DECA's encoder on them. */
export async function runTrainEncoder(flags: TrainEncoderFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  if (flags.preview !== undefined) {
    await drawPreview({ ...flags, preview: flags.preview }, talk);
    return;
  }
  const { output } = flags;
  if (output === undefined)
    throw new AsmFitError(
      'usage',
      'asm-fit train: must have a folder for the encoder; received none',
      'give --output, or --preview to look at the pictures alone',
    );
  requireTrainingPackages(flags.backend);
  const { makeEncoder } = await import('../../../deca/training/make-encoder.ts');
  const crops = flags.people * flags.crops;
  const { seed, epochs, batch, optimizer, schedule, regularization } = flags;
  const options: TrainEncoderOptions = {
    ...TRAIN_ENCODER_DEFAULTS,
    seed,
    epochs,
    batch,
    optimizer,
    learningRate: flags.learningRate ?? LEARNING_RATES[optimizer],
    schedule,
    maxNorm: flags.clipNorm ?? null,
    regularization,
    // A twentieth is kept apart, in whole steps.
    heldOut: batch * Math.max(1, Math.round(crops / 20 / batch)),
  };
  if (crops < 2 * options.heldOut || flags.crops % 2 === 1)
    throw new AsmFitError(
      'usage',
      `asm-fit train: must have an even number of crops a person and at least ${2 * options.heldOut} in all; received ${flags.people} people with ${flags.crops}`,
      'raise --people',
    );
  const checkpoint = { path: join(flags.data, CHECKPOINT), every: flags.checkpointSteps, resume: flags.resume };
  const made = await withFolder(
    { output, force: flags.force },
    { command: 'train encoder', inputs: [flags.data], talk },
    async (folder) => {
      prepareFolder(flags.data);
      const set = renderedSet(flags);
      const result = await makeEncoder(
        loadPeoplesHead(),
        { set, options, checkpoint, backend: flags.backend },
        (line) => talk.line(line),
      );
      const facts = { tool: toolInfo(), options, people: flags.people };
      return { ...result, sum: await writeTrainedNetwork(folder, 'encoder', facts, result) };
    },
  );
  rmSync(checkpoint.path, { force: true });
  const last = made.curve[made.curve.length - 1];
  talk.result(
    `${made.crops} crops, ${made.curve.length} epochs, held-out shape ${Math.sqrt(last.heldOut.shape).toFixed(2)} mm: ${output}/encoder.onnx ${made.sum}\n`,
  );
}

/** The pictures that a training would see, on one sheet. */
async function drawPreview(flags: TrainEncoderFlags & { readonly preview: string }, talk: Talk): Promise<void> {
  const { preview, force, augment: names, alignment, seed, threads } = flags;
  const files = openOutputFiles({ names: [preview], force, inputs: [] }, (run) => tell({ kind: 'files', run }));
  try {
    const head = loadPeoplesHead();
    const wardrobe = await loadWardrobe(head, flags.skins ?? null);
    const decoder = createMorphableDecoder(head);
    const sheet = await withKernels(threads, (kernels) =>
      augmentationSheet(kernels, { names, alignment, seed, decoder, wardrobe }),
    );
    files.write(preview, sheet);
    files.commit();
  } finally {
    files.discard();
  }
  talk.result(`${preview}: ${names.length === 0 ? 'no augmentation' : names.join(', ')}\n`);
}
