import { AsmFitError } from '../../errors.ts';
import { writtenExtras } from '../rig/extras/written-extras.ts';
import { placedHead } from '../rig/placed-head.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import { writtenShapes } from '../rig/shapes/written-shapes.ts';
import { EXPORT_DEFAULTS, type ExportChoices } from './export-choices.ts';
import type { ExportedFile, ExportFormat } from './format.ts';

/** Takes a file of an output, its name relative to it. */
export type FileWriter = (name: string, content: ExportedFile['content']) => void;

/** Formats, and what is said of them. */
export interface WantedFormats {
  readonly formats: readonly ExportFormat[];
  /** The defaults where they are left out. */
  readonly choices?: ExportChoices;
}

/**
 * Writes a head in formats, and once the textures that any of them has beside its files.
 * @param stem start of the files' names, named by `objName`
 * @throws {AsmFitError} usage: a place for a format that stands nowhere but in its own frame
 */
export async function writeFormats(
  head: RiggedHead,
  stem: string,
  { formats, choices = EXPORT_DEFAULTS }: WantedFormats,
  write: FileWriter,
): Promise<void> {
  const beside = new Set<string>();
  for (const format of formats) {
    const shown = format.keepsAll ? head : shownBy(head, format);
    const placed = placedFor(format, shown, choices);
    for (const { name, content } of await format.files(placed, stem, choices)) write(name, content);
    for (const name of Object.keys(format.beside(shown, choices))) beside.add(name);
  }
  writeTextures(Object.fromEntries(Object.entries(head.textures).filter(([name]) => beside.has(name))), write);
}

/** What a format shows of a head: the sets and extras that are written, and the sets that it cannot do without. */
function shownBy(head: RiggedHead, { shapes: needed = [] }: ExportFormat): RiggedHead {
  const { shapes } = head;
  return writtenExtras(
    writtenShapes(
      shapes === undefined ? head : { ...head, shapes: { ...shapes, written: [...shapes.written, ...needed] } },
    ),
  );
}

/** A head so that a format's numbers are those of the scene that it is put into. @throws {AsmFitError} usage */
function placedFor(format: ExportFormat, head: RiggedHead, choices: ExportChoices): RiggedHead {
  const { place } = choices;
  if (place === null) return head;
  const unit = format.mmPerUnit(choices);
  if (unit === null)
    throw new AsmFitError(
      'usage',
      `${format.name}: must stand in its own frame; received another one`,
      'leave out --frame, or the format',
    );
  return placedHead(head, {
    scale: unit * place.scale,
    rotation: place.rotation,
    translation: place.translation.map((x) => unit * x),
  });
}

/** Writes textures and their maps where OBJ's materials and the like look for them. */
export function writeTextures(textures: RiggedHead['textures'], write: FileWriter): void {
  for (const texture of Object.values(textures))
    for (const picture of [texture, texture.normalMap, texture.occlusionRoughness])
      if (picture !== undefined) write(picture.file, picture.bytes);
}
