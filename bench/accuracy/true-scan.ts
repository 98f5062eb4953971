import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inMillimetres, type MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { unitOfMesh } from '../../src/capture/scan/mesh-unit.ts';
import { loadMarkedMesh } from '../../src/fitting/scan/load-marked-mesh.ts';

/** Adult outer eye corners, mm: the size of scans in no unit. */
const CANTHI_MM = 90;

/** The surface that a capture's photographs show, with the landmarks beside it, mm. @param mesh its file in the capture's folder */
export async function loadTrueScan(folder: string, mesh: string, threads: number): Promise<MarkedMesh> {
  const described = JSON.parse(readFileSync(join(folder, 'capture.json'), 'utf8')) as { unit?: string };
  const beside = join(folder, 'scan-landmarks.json');
  const loaded = await loadMarkedMesh(join(folder, mesh), { beside, method: 'asm' }, threads);
  return inMillimetres(
    loaded.mesh,
    unitOfMesh(loaded.mesh, described.unit === 'mm' ? { mmPerUnit: 1 } : { canthi: CANTHI_MM }),
  );
}
