import { AsmFitError } from '../../errors.ts';
import { writtenExtras } from '../rig/extras/written-extras.ts';
import { simplifiedRig } from '../rig/lods/simplified-rig.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import { type FileWriter, type WantedFormats, writeFormats } from './write-formats.ts';

/** A coarser form of a head, as its result tells of it. */
export interface WrittenLod {
  /** Start of its files' names. */
  readonly stem: string;
  readonly perCent: number;
  /** Triangles that were asked for. */
  readonly wanted: number;
  readonly triangles: number;
  readonly errorMm: number;
}

/**
 * Writes a head's coarser forms as {@link writeFormats} writes the whole one: level i as `<stem>_lod<i>`, with the whole one's textures.
 * @param perCents of the triangles
 * @throws {AsmFitError} usage: a format without bones, which shows the head as it was fitted
 */
export async function writeLods(
  head: RiggedHead,
  stem: string,
  { wanted, perCents }: { readonly wanted: WantedFormats; readonly perCents: readonly number[] },
  write: FileWriter,
): Promise<WrittenLod[]> {
  const boneless = wanted.formats.find((format) => format.boneless);
  if (boneless !== undefined && perCents.length > 0)
    throw new AsmFitError(
      'usage',
      `--lods: formats must have bones; received ${boneless.name}`,
      'leave out --lods, or that format',
    );
  const shown = writtenExtras(head);
  const whole = shown.primitives.reduce((sum, { triangles }) => sum + triangles.length / 3, 0);
  const out: WrittenLod[] = [];
  for (const [level, perCent] of perCents.entries()) {
    const { rig, triangles, errorMm } = await simplifiedRig(shown, perCent / 100);
    const own = `${stem}_lod${level + 1}`;
    await writeFormats(rig, own, wanted, write);
    out.push({ stem: own, perCent, wanted: Math.round((whole * perCent) / 100), triangles, errorMm });
  }
  return out;
}
