import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  LEARNING_RATES,
  TRAIN_ENCODER_DEFAULTS,
  type TrainEncoderOptions,
} from '../../deca/training/train-encoder-options.ts';
import { requireTrainingPackages } from '../../deca/training/training-packages.ts';
import { AsmFitError } from '../../errors.ts';
import { prepareFolder } from '../../export/output/output-place.ts';
import { writeTrainingCharts } from '../../export/results/training-files.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFolder } from '../with-output.ts';

export type TrainEncoderFlags = CommandFlags<'train encoder'>;

/** In the folder of the crops: the output folder is there only when all is done. */
const CHECKPOINT = 'encoder.checkpoint';

/** `asm-fit train encoder`: renders crops of sampled heads and trains DECA's encoder on them. */
export async function runTrainEncoder(flags: TrainEncoderFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  requireTrainingPackages();
  const { makeEncoder } = await import('../../deca/training/make-encoder.ts');
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
  const made = await withFolder(flags, { command: 'train encoder', inputs: [flags.data], talk }, async (folder) => {
    prepareFolder(flags.data);
    const set = {
      folder: flags.data,
      seed,
      people: flags.people,
      cropsOfPerson: flags.crops,
      processes: flags.threads,
    };
    const result = await makeEncoder(loadBundledHead(), { set, options, checkpoint }, (line) => talk.line(line));
    const sum = createHash('sha256').update(result.onnx).digest('hex');
    folder.write('encoder.onnx', result.onnx);
    folder.write('encoder.onnx.sha256', `${sum}  encoder.onnx\n`);
    const { onnx: _, ...record } = result;
    folder.write(
      'training.json',
      `${JSON.stringify({ tool: toolInfo(), options, people: flags.people, ...record }, null, 1)}\n`,
    );
    await writeTrainingCharts(result.curve, folder);
    return { ...result, sum };
  });
  rmSync(checkpoint.path, { force: true });
  const last = made.curve[made.curve.length - 1];
  talk.result(
    `${made.crops} crops, ${made.curve.length} epochs, held-out shape ${Math.sqrt(last.heldOut.shape).toFixed(2)} mm: ${flags.output}/encoder.onnx ${made.sum}\n`,
  );
}
