import { basename, extname } from 'node:path';

/** Names that Windows keeps for its devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
/** Room for `_displacement.png` and a number within the 255 bytes of a name. */
const MAX_BYTES = 120;

/**
 * What the results of a picture are called: its file's name without the ending, as one that every system takes for a
 * folder and OBJ, MTL and glTF for a name. Letters, marks and digits of all scripts stay; blanks, `#`, separators,
 * control characters and other signs become `_`. Never empty, never with a dot first.
 */
export function resultName(path: string): string {
  // Twice: a name may end in a backslash of another system's path.
  const file = basename(path.replaceAll('\\', '/'));
  const stem = file
    .slice(0, file.length - extname(file).length)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._+@=,()[\]{}~-]+/gu, '_')
    .replace(/^[.]+/, '')
    .replace(/[.]+$/, '');
  const name = shortened(stem);
  return name === '' ? 'picture' : name.replace(DEVICES, '$1_');
}

function shortened(name: string): string {
  let out = '';
  let bytes = 0;
  for (const letter of name) {
    bytes += Buffer.byteLength(letter);
    if (bytes > MAX_BYTES) break;
    out += letter;
  }
  return out;
}

/** What a frame of a film is called, after the film. */
export function frameName(film: string, frame: number): string {
  return `${film}_${String(frame).padStart(5, '0')}`;
}

/**
 * The name, or the first of `<name>-2`, `-3`, ... that is not taken, which is then taken; upper and lower case count as
 * one, as on macOS and Windows.
 */
export function distinctName(name: string, taken: Set<string>): string {
  const key = (candidate: string): string => candidate.normalize('NFC').toLowerCase();
  let free = name;
  for (let times = 2; taken.has(key(free)); times++) free = `${name}-${times}`;
  taken.add(key(free));
  return free;
}
