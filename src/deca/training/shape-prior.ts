import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { dataFolder } from '../../files/package-files.ts';

/** How people's heads are shaped, in shape coefficients: a normal distribution. */
export interface ShapePrior {
  /** [S] */
  readonly mean: number[];
  /** [S, S] */
  readonly covariance: number[][];
}

interface ShapePriorFile {
  readonly source: string;
  readonly mean: number[];
  /** Factors whose outer products make up the covariance [K][S], beside `variance` on the diagonal. */
  readonly factors: number[][];
  readonly variance: number;
}

/**
 * The population's shapes, measured on heads of a model that was made from scans (scripts/deca/measure-population.ts).
 * @throws {AsmFitError} input: the file is missing or of another head.
 */
export function loadShapePrior(shapeCount: number, path = join(dataFolder(), 'deca', 'shape-prior.json')): ShapePrior {
  if (!existsSync(path))
    throw new AsmFitError(
      'input',
      `${path}: the population's shapes must be there; received nothing`,
      'run scripts/deca/measure-population.ts',
    );
  const { mean, factors, variance } = JSON.parse(readFileSync(path, 'utf8')) as ShapePriorFile;
  if (mean.length !== shapeCount || factors.some((factor) => factor.length !== shapeCount))
    throw new AsmFitError(
      'input',
      `${path}: must hold ${shapeCount} coefficients; received ${mean.length}`,
      'measure it again for this head',
    );
  const covariance = mean.map((_, i) =>
    mean.map((_unused, j) => factors.reduce((sum, f) => sum + f[i] * f[j], i === j ? variance : 0)),
  );
  return { mean, covariance };
}
