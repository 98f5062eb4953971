import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { NOSE_TIP, sevenOf } from '../../src/capture/scan/scan-landmarks.ts';
import { drawPerson, type SyntheticPerson } from '../../src/evaluation/synthetic/draw-person.ts';
import { createIctPeople, type IctPeople } from '../../src/evaluation/synthetic/ict-person.ts';
import { photograph } from '../../src/evaluation/synthetic/synthetic-capture.ts';
import { trianglesWhere } from '../../src/geometry/mesh/mesh.ts';
import { createRandom, type Random } from '../../src/geometry/random.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { outerSkin } from '../../src/head/head-model.ts';
import { readIct } from '../../src/head/ict/read-ict.ts';
import { loadHead } from '../../src/head/load-head.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { outwardVertices } from '../../src/render/raster/outward-vertices.ts';
import type { AccuracyCase } from './cases.ts';
import { loadTrueScan } from './true-scan.ts';
import { writeCapture } from './write-capture.ts';

/** A capture on disk and what is true of it. */
export interface TrueCapture {
  readonly folder: string;
  readonly scan: MarkedMesh;
}

export interface CaptureMaker {
  make(entry: AccuracyCase): Promise<TrueCapture>;
}

const SIZE = 640;
/** Draws people and photographs them into `folder`, once each. @param ict folder of ICT-FaceKit, or null */
export async function createCaptureMaker(kernels: Kernels, folder: string, ict: string | null): Promise<CaptureMaker> {
  const head = loadBundledHead();
  const parts = await loadPartImages(head);
  const outer = outerSkin(head);
  let people: IctPeople | null = null;
  const personOf = (entry: AccuracyCase, random: Random): { person: SyntheticPerson; triangles: Uint32Array } => {
    if (entry.source === 'bundled')
      return { person: drawPerson(head, parts, random, entry.expressiveness), triangles: outer };
    if (ict === null) throw new Error('a case of ICT-FaceKit without its folder');
    const model = readIct(ict);
    people ??= createIctPeople(kernels, loadHead(kernels, `ict:${ict}`), model, parts);
    const person = people.draw(random);
    // Its skin goes on within mouth and sockets, where no photograph sees.
    const outwards = outwardVertices(person.positions, model.triangles, sevenOf(person.landmarks68));
    return { person, triangles: trianglesWhere(model.triangles, (v) => outwards[v] === 1) };
  };
  return {
    async make(entry) {
      if (entry.source === 'real')
        return { folder: entry.person, scan: await loadTrueScan(entry.person, 'scan.obj', 2) };
      const random = createRandom(Number(entry.person));
      const { person, triangles } = personOf(entry, random);
      const scan = {
        positions: person.positions,
        triangles,
        landmarks: sevenOf(person.landmarks68),
        noseTip: person.landmarks68.slice(3 * NOSE_TIP, 3 * NOSE_TIP + 3),
      };
      const target = join(folder, entry.id);
      if (!existsSync(target)) {
        const { cameras, images } = photograph(person, random, { views: entry.views, size: SIZE }, entry.photos);
        const partial = `${target}.partial`;
        rmSync(partial, { recursive: true, force: true });
        mkdirSync(partial, { recursive: true });
        await writeCapture(partial, { cameras, images }, []);
        renameSync(partial, target);
      }
      return { folder: target, scan };
    },
  };
}
