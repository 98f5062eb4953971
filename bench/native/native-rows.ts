import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdaptiveSkinningModel } from '../../src/asm/adaptive-skinning-model.ts';
import { median } from '../../src/geometry/median.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { type Iteration, innerIteration } from '../inner-iteration.ts';
import { createScene, type Scene, type SceneSize } from '../scene.ts';
import { relativeDifference } from '../statistics.ts';
import { type NativeIteration, type NativeRun, openNative } from './native-program.ts';

/** What the program may differ by, relative. */
const SAME_LOSS = 1e-5;
const SAME_GRADIENT = 1e-4;
/** Single precision sums a parameter's gradient over thousands of places, in another order; in double precision they agree (test/bench). */
const SAME_PARAMETERS = 5e-3;
/** Iterations of one turn: the first finds its memory in the other's place, and is not counted. */
const TURN = 4;

/** How far two results of one scene lie apart. */
export interface Difference {
  readonly loss: number;
  /** |a - b|/|b| of the gradient on the parameters and of that on the texture. */
  readonly gradient: number;
  readonly gradTexture: number;
}

export function differenceOf(own: Omit<Iteration, 'parts'>, native: NativeIteration): Difference {
  return {
    loss: Math.abs(own.loss / native.loss - 1),
    gradient: relativeDifference(own.gradient, native.gradient),
    gradTexture: relativeDifference(own.gradTexture, native.gradTexture),
  };
}

/** @throws where the program does not compute what ours does */
function hold(difference: Difference): Difference {
  const { loss, gradient, gradTexture } = difference;
  if (!(loss < SAME_LOSS && gradient < SAME_PARAMETERS && gradTexture < SAME_GRADIENT))
    throw new Error(`bench/native: not the same iteration: ${JSON.stringify(difference)}`);
  return difference;
}

/** A turn of ours. @returns its median iteration, ms */
function turn(scene: Scene): number {
  innerIteration(scene);
  const times = Array.from({ length: TURN - 1 }, () => {
    const start = performance.now();
    innerIteration(scene);
    return performance.now() - start;
  });
  return median(times);
}

async function nativeTurn(native: NativeRun): Promise<number> {
  return median((await native.iterate(TURN)).slice(1));
}

/** Ours on one thread and on several against the program, in turns; medians, and medians of the rounds' ratios. */
export interface NativeRow {
  readonly difference: Difference;
  /** ms of one thread, several threads, the program. */
  readonly milliseconds: readonly [number, number, number];
  /** Of one thread's time over the program's. */
  readonly overNative: number;
  /** Of one thread's time over that of several. */
  readonly overThreads: number;
}

/**
 * @param backEnds one thread, several
 * @param rounds each a turn of all three
 */
export async function nativeRow(
  path: string,
  model: AdaptiveSkinningModel,
  backEnds: readonly [Kernels, Kernels],
  { rounds, ...size }: SceneSize & { readonly rounds: number },
): Promise<NativeRow> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-native-'));
  const [single, several] = backEnds.map((kernels) => createScene(kernels, model, size));
  const native = openNative(path, single, folder);
  try {
    await native.iterate(1);
    const difference = hold(differenceOf(innerIteration(single), native.results()));
    const times: [number, number, number][] = [];
    for (let round = -1; round < rounds; round++) {
      const row: [number, number, number] = [turn(single), turn(several), await nativeTurn(native)];
      // The first warms up.
      if (round >= 0) times.push(row);
    }
    const of = (i: number): number => median(times.map((row) => row[i]));
    return {
      difference,
      milliseconds: [of(0), of(1), of(2)],
      overNative: median(times.map(([one, , c]) => one / c)),
      overThreads: median(times.map(([one, more]) => one / more)),
    };
  } finally {
    native.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
