import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';

const matrix = z.array(z.array(z.number()).length(3)).length(3);
const measures = {
  image: z.string(),
  landmarkRmsPercentIod: z.number().nullish(),
  photometricPsnrDb: z.number().nullish(),
};
const viewSchema = z.discriminatedUnion('used', [
  z.object({
    ...measures,
    used: z.literal(true),
    photo: z.string().nullish(),
    K: matrix,
    R: matrix,
    t: z.array(z.number()).length(3),
  }),
  z.object({ ...measures, used: z.literal(false) }),
]);

/** What the viewer takes from `fit.json` (docs/output-format.md), of a capture or, without `capture`, of a scan. */
export const FIT_DOCUMENT = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.string(), version: z.string() }),
  head: z.string(),
  edit: z.object({ sliders: z.record(z.string(), z.number()) }).optional(),
  options: z.object({ preset: z.string().optional() }).optional(),
  capture: z
    .object({ views: z.array(z.object({ image: z.string(), width: z.number(), height: z.number() })) })
    .optional(),
  methods: z.object({
    asm: z.object({ parameterCount: z.number().optional(), views: z.array(viewSchema).optional() }).optional(),
  }),
  texture: z.object({ size: z.number(), coverage: z.number() }).nullish(),
  losses: z.array(z.object({ stage: z.string(), total: z.number() })).optional(),
  timing: z.object({ totalSeconds: z.number(), peakMemoryMb: z.number().optional() }).optional(),
  medianMm: z.number().optional(),
  meanMm: z.number().optional(),
  warnings: z.array(z.string()).optional(),
});
export type FitDocument = z.infer<typeof FIT_DOCUMENT>;

const method = z.object({
  name: z.string(),
  mesh: z.string(),
  parameterCount: z.number(),
  seconds: z.number(),
  medianMm: z.number().optional(),
  meanMm: z.number().optional(),
});

/** What the viewer takes from the `report.json` of `compare`. */
export const COMPARISON_DOCUMENT = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.string(), version: z.string() }),
  head: z.string(),
  heldOutView: z.string().nullish(),
  methods: z.record(z.string(), method),
  scanErrors: z.object({ file: z.string(), scaleMm: z.number(), methods: z.array(z.string()) }).nullish(),
  warnings: z.array(z.string()).optional(),
});
export type ComparisonDocument = z.infer<typeof COMPARISON_DOCUMENT>;

/** @throws {AsmFitError} input: another version, or not what this version writes */
export function checkedDocument<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const version = (Object(value) as { readonly version?: unknown }).version;
  if (version !== 1)
    throw new AsmFitError(
      'input',
      `${where}: version must be 1; received ${JSON.stringify(version) ?? 'none'}`,
      'use the asm-fit that wrote it, or write it again with this one',
    );
  const [{ path, message }] = parsed.error.issues;
  throw new AsmFitError(
    'input',
    `${where}: ${path.join('.') || 'it'} must be as asm-fit writes it; received ${message}`,
    'copy the folder again, whole',
  );
}
