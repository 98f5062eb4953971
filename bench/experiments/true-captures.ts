import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inMillimetres, type MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { unitOfMesh } from '../../src/capture/scan/mesh-unit.ts';
import { dataFolder } from '../../src/files/package-files.ts';
import { loadMarkedMesh } from '../../src/fitting/scan/load-marked-mesh.ts';

/** A folder of photographs and the surface that they show, mm. */
export interface CaptureWithTruth {
  readonly name: string;
  readonly folder: string;
  readonly scan: MarkedMesh;
}

/** Adult outer eye corners, mm: the size of scans in no unit. */
const CANTHI_MM = 90;

/** The synthetic demo, and those of a folder's captures that hold a scan and its landmarks. @param folder null: the demo alone */
export async function capturesWithTruth(folder: string | null, names: readonly string[]): Promise<CaptureWithTruth[]> {
  const demo = { name: 'demo', path: join(dataFolder(), 'demo'), mesh: 'truth.obj' };
  const real = folder === null ? [] : names.map((name) => ({ name, path: join(folder, name), mesh: 'scan.obj' }));
  return Promise.all([demo, ...real.filter(({ path }) => existsSync(join(path, 'scan.obj')))].map(readTruth));
}

async function readTruth({
  name,
  path,
  mesh,
}: {
  name: string;
  path: string;
  mesh: string;
}): Promise<CaptureWithTruth> {
  const described = JSON.parse(readFileSync(join(path, 'capture.json'), 'utf8')) as { unit?: string };
  const loaded = await loadMarkedMesh(
    join(path, mesh),
    { beside: join(path, 'scan-landmarks.json'), method: 'asm' },
    1,
  );
  const unit = unitOfMesh(loaded.mesh, described.unit === 'mm' ? { mmPerUnit: 1 } : { canthi: CANTHI_MM });
  return { name, folder: path, scan: inMillimetres(loaded.mesh, unit) };
}
