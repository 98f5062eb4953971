import type { Alignment, AugmentationName } from '../../../deca/training/augmentation/augmentation-names.ts';
import type { TrainingSetOptions } from '../../../deca/training/training-set.ts';

/** Flags of the commands that learn from rendered crops. */
interface RenderingFlags {
  readonly data: string;
  readonly seed: number;
  readonly people: number;
  readonly crops: number;
  readonly augment: readonly AugmentationName[];
  readonly alignment?: Alignment;
  readonly skins?: string | undefined;
  readonly threads: number;
}

/** What they ask to be rendered. */
export function renderedSet(flags: RenderingFlags): TrainingSetOptions {
  return {
    folder: flags.data,
    seed: flags.seed,
    people: flags.people,
    cropsOfPerson: flags.crops,
    augmentations: flags.augment,
    alignment: flags.alignment ?? 'landmarks',
    skins: flags.skins ?? null,
    processes: flags.threads,
  };
}
