import { type EncoderBasis, rowsOfShards } from '../../src/deca/training/encoder-basis.ts';
import type { EncoderRows } from '../../src/deca/training/encoder-rows.ts';
import { renderTrainingSet, type TrainingSetOptions } from '../../src/deca/training/training-set.ts';

/** Renders crops and takes their features, where the folder does not hold them already. */
export async function trainingRows(
  basis: EncoderBasis,
  set: TrainingSetOptions,
  say: (line: string) => void,
): Promise<EncoderRows> {
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files`));
  return rowsOfShards(basis, shards, set.processes, say);
}
