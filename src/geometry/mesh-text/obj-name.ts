import { AsmFitError } from '../../errors.ts';

/** Blanks end a name in OBJ and MTL, `#` begins a comment, a backslash continues the line, quotes are read as they are. */
const BREAKS = /[\s\p{Cc}#\\/"'`]+/gu;

/**
 * A name that OBJ and MTL can hold, of a material, a group or a file: what breaks one is `_`. Names that hold nothing of
 * the kind stay as they are.
 */
export function objName(name: string): string {
  // A dash at the beginning is an option of a texture's.
  return name.replace(BREAKS, '_').replace(/^-/, '_') || '_';
}

/** A path that OBJ and MTL can name. @throws {AsmFitError} usage: loaders would look for another file */
export function objPath(path: string): string {
  if (path.split('/').some((part) => part !== objName(part)))
    throw new AsmFitError(
      'usage',
      `OBJ: files that it names must have no blanks, # or quotes; received "${path}"`,
      'name the file as objName does',
    );
  return path;
}
