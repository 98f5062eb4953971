import { AsmFitError } from '../../errors.ts';
import { decodeHeadFile, encodeHeadFile, type SectionArray } from '../bundled/head-file.ts';

/** How people's heads are shaped, on a head's own skin: their mean, and modes of one standard deviation each. */
export interface SkinPopulation {
  readonly name: string;
  /** Whose heads they are, and under what licence. */
  readonly source: string;
  /** [skin vertices, 3] mm */
  readonly mean: Float64Array;
  /** [skin vertices, 3] mm each */
  readonly modes: readonly Float32Array[];
}

const STEPS = 32_767;
const MAX_MM = 10_000;

/** Modes as 16-bit numbers with a scale each: a thousandth of the largest displacement, some micrometres. */
export function packPopulation({ name, source, mean, modes }: SkinPopulation): Uint8Array {
  const scales = Float32Array.from(modes, (mode) => mode.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-9) / STEPS);
  const packed = new Int16Array(modes.length * mean.length);
  modes.forEach((mode, k) => {
    for (let i = 0; i < mode.length; i++) packed[k * mean.length + i] = Math.round(mode[i] / scales[k]);
  });
  const sections = new Map<string, SectionArray>([
    ['mean', Float32Array.from(mean)],
    ['scales', scales],
    ['modes', packed],
  ]);
  return encodeHeadFile({ meta: { kind: 'population', name, source }, sections });
}

/**
 * @param hint how a user comes to a whole file
 * @throws {AsmFitError} input: damaged, or of another head's skin
 */
export function unpackPopulation(
  bytes: Uint8Array,
  skinVertices: number,
  path: string,
  hint = 'run asm-fit import ict again',
): SkinPopulation {
  const { meta, sections } = decodeHeadFile(bytes, path, hint);
  const [mean, scales, modes] = ['mean', 'scales', 'modes'].map((name) => sections.get(name));
  if (
    !(mean instanceof Float32Array && scales instanceof Float32Array && modes instanceof Int16Array) ||
    mean.length !== 3 * skinVertices ||
    modes.length !== scales.length * mean.length
  )
    throw new AsmFitError(
      'input',
      `${path}: must hold a population on ${skinVertices} vertices of skin; received something else`,
      hint,
    );
  const displacements = Array.from(scales, (scale, k) => {
    const mode = new Float32Array(mean.length);
    for (let i = 0; i < mode.length; i++) mode[i] = scale * modes[k * mean.length + i];
    return mode;
  });
  for (const numbers of [mean, ...displacements]) {
    const wild = numbers.find((x) => !(Math.abs(x) <= MAX_MM));
    if (wild !== undefined)
      throw new AsmFitError('input', `${path}: heads must lie within ${MAX_MM} mm; received ${wild}`, hint);
  }
  return {
    name: textOf(meta.name),
    source: textOf(meta.source),
    mean: Float64Array.from(mean),
    modes: displacements,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
