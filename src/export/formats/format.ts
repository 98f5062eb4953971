import type { ShapeSet } from '../../head/face-shapes/shape-sets.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import type { ExportChoices } from './export-choices.ts';

/** A file of a format, its name relative to the output folder, with forward slashes. */
export interface ExportedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * A file format for rigged heads, one file or folder of this folder each: it writes what the rig holds and computes nothing of
 * the fit. To add one: its file here, its line in `export-formats.ts`, its test, its row in docs/output-format.md.
 */
export interface ExportFormat {
  /** As `--format` names it, and its key in `EXPORT_FORMATS`. */
  readonly name: string;
  /** Endings of the files that it writes. */
  readonly extensions: readonly string[];
  /** Textures that lie beside its files under `RigTexture.file`, for the caller to write; none where they are inside. */
  beside(head: RiggedHead, choices: ExportChoices): RiggedHead['textures'];
  /** Whether it keeps all morph targets and extras, whichever the rig says are written; it does not where it is left out. */
  readonly keepsAll?: true;
  /** Whether it shows the head's surface as it was fitted, without bones; it has bones where it is left out. */
  readonly boneless?: true;
  /** Sets of morph targets that it holds whichever the rig says are written; none where it is left out. */
  readonly shapes?: readonly ShapeSet[];
  /** mm of the file's unit; null of formats that stand nowhere but in their own frame. */
  mmPerUnit(choices: ExportChoices): number | null;
  /** @param stem start of the files' names, named by `objName` */
  files(head: RiggedHead, stem: string, choices: ExportChoices): Promise<readonly ExportedFile[]>;
}
