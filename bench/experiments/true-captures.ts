import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { dataFolder } from '../../src/files/package-files.ts';
import { loadTrueScan } from '../accuracy/true-scan.ts';

/** A folder of photographs and the surface that they show, mm. */
export interface CaptureWithTruth {
  readonly name: string;
  readonly folder: string;
  readonly scan: MarkedMesh;
}

/** The synthetic demo, and those of a folder's captures that hold a scan and its landmarks. @param folder null: the demo alone */
export async function capturesWithTruth(folder: string | null, names: readonly string[]): Promise<CaptureWithTruth[]> {
  const demo = { name: 'demo', path: join(dataFolder(), 'demo'), mesh: 'truth.obj' };
  const real = folder === null ? [] : names.map((name) => ({ name, path: join(folder, name), mesh: 'scan.obj' }));
  return Promise.all(
    [demo, ...real.filter(({ path }) => existsSync(join(path, 'scan.obj')))].map(async ({ name, path, mesh }) => ({
      name,
      folder: path,
      scan: await loadTrueScan(path, mesh, 1),
    })),
  );
}
