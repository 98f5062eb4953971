import { memoryResult } from '../../viewer/result/result-source.ts';
import { viewerDataOf } from '../../viewer/result/viewer-data-of.ts';
import { savedPage } from '../../viewer/server/page-html.ts';
import type { FileWriter } from '../formats/write-formats.ts';
import type { OutputFolder } from '../output/output-folder.ts';

/** The page of a result in its folder, which opens from disk. */
export const VIEWER_PAGE = 'viewer.html';

/** What a page may show: neither the rig nor textures, which the GLB holds. */
const SHOWN = /\.(glb|obj|json|jpg)$|^sliders\.bin$/;

/** Writes to a folder and keeps what the page may show. */
export function collecting(folder: OutputFolder): {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly write: FileWriter;
} {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    write(name, content) {
      folder.write(name, content);
      if (SHOWN.test(name)) files.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    },
  };
}

/** Writes the page of a result. @param files of the result that the page may show */
export async function writeViewerPage(
  title: string,
  files: ReadonlyMap<string, Uint8Array>,
  folder: OutputFolder,
): Promise<void> {
  const source = memoryResult(title, files);
  folder.write(VIEWER_PAGE, await savedPage(source, viewerDataOf(source)));
}
