import { makeIdentity } from '../../../deca/training/identity/make-identity.ts';
import { AsmFitError } from '../../../errors.ts';
import { prepareFolder } from '../../../export/output/output-place.ts';
import { writeNetwork } from '../../../export/results/training-files.ts';
import { loadPeoplesHead } from '../../../head/load-head.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withFolder } from '../../with-output.ts';
import { renderedSet } from './rendered-set.ts';

export type TrainIdentityFlags = CommandFlags<'train identity'>;

const MIN_PEOPLE = 12;

/** `asm-fit train identity`: renders crops of sampled heads and learns their shapes from what the encoder and the recogniser say. */
export async function runTrainIdentity(flags: TrainIdentityFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  if (flags.people < MIN_PEOPLE)
    throw new AsmFitError(
      'usage',
      `asm-fit train: must have at least ${MIN_PEOPLE} people; received ${flags.people}`,
      'raise --people',
    );
  const { output } = flags;
  const made = await withFolder(
    { output, force: flags.force },
    { command: 'train identity', inputs: [flags.data], talk },
    async (folder) => {
      prepareFolder(flags.data);
      const result = await makeIdentity(loadPeoplesHead(), renderedSet(flags), (line) => talk.line(line));
      const facts = { tool: toolInfo(), seed: flags.seed, people: flags.people, augmentations: flags.augment };
      return { ...result, sum: writeNetwork(folder, 'identity', facts, result) };
    },
  );
  talk.result(
    `${made.crops} crops, held-out shape ${made.encoderErrorMm.toFixed(2)} -> ${made.heldOut.errorMm.toFixed(2)} mm: ${output}/identity.onnx ${made.sum}\n`,
  );
}
