import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SectionArray } from '../../head/bundled/head-file.ts';
import { HEAD_EXTRAS } from '../../head/cards/head-extras.ts';
import { SHAPE_SETS } from '../../head/face-shapes/shape-sets.ts';
import { clipSchema } from './clips/packed-clips.ts';
import { HAIR_EXTRAS } from './rigged-head.ts';

/** Of rigs in `rig.bin`; another one is not read. */
export const RIG_VERSION = 4;

/** Names that any of our formats can hold, and paths that stay in their folder. */
const FILE = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/;

const name = z.string().max(256);
const count = z.number().int().nonnegative();
const triple = z.tuple([z.number(), z.number(), z.number()]);
const quaternion = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .refine((q) => Math.abs(Math.hypot(...q) - 1) < 1e-6, 'must be a rotation');
const file = z.string().max(256).regex(FILE);

/** What `rig.bin` says beside its numbers, which are sections (docs/output-format.md). */
export const rigHeaderSchema = z.object({
  kind: z.literal('rig'),
  version: z.literal(RIG_VERSION),
  name,
  joints: z
    .array(
      z.object({
        name,
        parent: z.number().int().min(-1),
        position: triple,
        rotation: quaternion,
        turn: triple.optional(),
      }),
    )
    .min(1)
    .max(65_536),
  primitives: z.array(
    z.object({
      name,
      texture: name,
      extra: z.enum([...HEAD_EXTRAS, ...HAIR_EXTRAS]).optional(),
      influences: z.number().int().min(1).max(16),
      ownNormals: z.boolean(),
      morphs: z.array(name),
    }),
  ),
  groups: z.array(z.object({ name, material: name, start: count, count })),
  textures: z.array(
    z.object({
      name,
      file,
      mime: z.enum(['image/png', 'image/jpeg']),
      roughness: z.number().min(0).max(1),
      alpha: z.enum(['mask', 'blend', 'soft-edge', 'strands']).optional(),
      normalMap: file.optional(),
      occlusionRoughness: file.optional(),
    }),
  ),
  shapes: z
    .object({ sets: z.array(z.tuple([z.enum(SHAPE_SETS), z.array(name)])), written: z.array(z.enum(SHAPE_SETS)) })
    .optional(),
  extras: z.array(z.enum(HEAD_EXTRAS)).optional(),
  weights: z.array(z.tuple([name, z.number()])),
  animations: z.array(clipSchema).max(4096),
});
export type RigHeader = z.infer<typeof rigHeaderSchema>;

/** SHA-256 over the header and all sections in order: a file that was damaged on its way is told from a whole one. */
export function rigChecksum(header: Readonly<Record<string, unknown>>, sections: Iterable<SectionArray>): string {
  const hash = createHash('sha256').update(JSON.stringify(header));
  for (const { buffer, byteOffset, byteLength } of sections)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
