import { type BigIntStats, type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** Whether a path is a folder or lies in it, whichever way either is spelled. Both need not exist. */
export function liesWithin(inner: string, outer: string): boolean {
  const folder = statIfThere(outer);
  const top = realPath(outer);
  for (let path = realPath(inner); ; path = dirname(path)) {
    if (path === top) return true;
    if (folder !== null) {
      const stats = statIfThere(path);
      if (stats !== null && stats.ino !== 0n && stats.ino === folder.ino && stats.dev === folder.dev) return true;
    }
    if (dirname(path) === path) return false;
  }
}

/** All symbolic links in a folder, at any depth; of what cannot be listed, or is gone by now, nothing is known. */
export function linksIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [path];
    return entry.isDirectory() ? linksIn(path) : [];
  });
}

/** Absolute, symbolic links followed as far as the path exists. */
export function realPath(path: string): string {
  const full = resolve(path);
  let standing = nearestStanding(full);
  // A link that leads nowhere stands, but has no real path.
  while (statIfThere(standing) === null && dirname(standing) !== standing) standing = dirname(standing);
  return join(realpathSync(standing), relative(standing, full));
}

/** Where a name itself stands, its folder's links followed, not its own. */
export function placeOfName(path: string): string {
  const full = resolve(path);
  return join(realPath(dirname(full)), basename(full));
}

export function lstatIfThere(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function statIfThere(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    // What may not be looked at has no number to compare.
    return null;
  }
}

/** The path, or the nearest folder above it that exists. */
export function nearestStanding(path: string): string {
  let standing = path;
  while (lstatIfThere(standing) === null && dirname(standing) !== standing) standing = dirname(standing);
  return standing;
}
