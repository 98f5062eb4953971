import { loadFirstFrame } from '../../capture/frames/load-frames.ts';
import { decodeShape } from '../../deca/decode/morphable-decoder.ts';
import { shutLips } from '../../deca/decode/shut-mouth.ts';
import { DETAIL_SIZE } from '../../deca/detail/detail-mesh.ts';
import { positionMap } from '../../deca/detail/position-map.ts';
import { findFaces } from '../../deca/find-faces.ts';
import { detailUnder, loadDecaModel, placeFace, reconstructFace } from '../../deca/reconstruct-face.ts';
import { transferExpression } from '../../deca/transfer-expression.ts';
import { AsmFitError } from '../../errors.ts';
import { detailPicture, landmarkPicture } from '../../export/report/deca-sheet.ts';
import { writeFaceFiles } from '../../export/results/reconstruction-files.ts';
import { beginFace, createFaceTables, faceRig, fineFace, shownFace } from '../../export/rig/face-rig.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';
import { encodePng } from '../../image/image-file.ts';
import { headRenderMesh, loadPartImages } from '../../render/mesh/head-mesh.ts';
import { atHeight, inRow, picture } from '../../render/pictures/face-pictures.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFaces } from '../with-faces.ts';

export type TransferFlags = CommandFlags<'transfer'>;

/** `asm-fit transfer`: the driver's expression and jaw on the identity's head, wrinkles included. */
export async function runTransfer(path: string, flags: TransferFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const inputs = [path, flags.expression];
  const summary = await withFaces(flags, { command: 'transfer', inputs, talk }, async (folder, kernels, rigs) => {
    const head = loadPeoplesHead();
    rigs.prepare(head);
    const [own, driving] = await Promise.all([loadFirstFrame(path), loadFirstFrame(flags.expression)]);
    const [found, parts] = await Promise.all([
      findFaces(() => loadDecaModel(head), [own, driving], { ...flags, painted: true }),
      loadPartImages(head),
    ]);
    const { decoder, encoder } = found.model;
    await encoder.close();
    const tables = createFaceTables(decoder, rigs);
    const { topology } = tables;
    if (found.faces.length < 2)
      throw new AsmFitError(
        'no_face',
        `${found.faces[0].index === 0 ? flags.expression : path}: both pictures must show a face; received one without`,
        'use photographs in which both eyes show',
      );
    for (const warning of found.warnings) talk.warn(warning);
    // The driver's expression changes nothing of the head's shape: one rig for both.
    const building = beginFace(kernels, tables, found.faces[0].view.codes, flags);
    const identity = reconstructFace(kernels, tables, own.image, found.faces[0]);
    // Nothing is painted from it.
    const driver = placeFace(kernels, decoder, driving.image, { view: found.faces[1].view, classes: null });
    const codes = transferExpression(identity.view.codes, driver.view.codes);
    const positions = decodeShape(decoder, codes);
    shutLips(decoder, positions);
    const [displacement] = detailUnder(kernels, tables, identity, [codes]);
    const texture = identity.texture.albedo;
    const surface = positionMap(kernels.memory, { head, positions }, DETAIL_SIZE);
    const moved = fineFace(topology, { positions, surface, displacement, codes, texture });
    const movedRig = await faceRig(tables, moved, { name: 'transfer', building });
    await writeFaceFiles(tables, moved, movedRig, { folder, prefix: '', name: 'transfer' });
    const still = fineFace(topology, shownFace(identity));
    const stillRig = await faceRig(tables, still, { name: 'reconstruction', building });
    await writeFaceFiles(tables, still, stillRig, { folder, prefix: 'reconstruction/', name: 'reconstruction' });
    const camera = identity.workingCamera;
    const sheet = inRow([
      landmarkPicture(head, identity),
      detailPicture(kernels, topology, still, camera),
      await atHeight(landmarkPicture(head, driver), camera.height),
      detailPicture(kernels, topology, moved, camera),
      picture(kernels, headRenderMesh(head, positions, texture, parts), camera, identity.texture.lights[0]),
    ]);
    folder.write('transfer.png', await encodePng(sheet));
    return {
      version: 1,
      tool: toolInfo(),
      identity: own.name,
      driver: driving.name,
      expression: Object.fromEntries(head.expressions.names.map((name, k) => [name, codes.expression[k]])),
      jawPose: Array.from(codes.jawPose),
      warnings: found.warnings,
    };
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.driver}'s expression on ${summary.identity}: ${flags.output}/transfer.png, transfer.obj, transfer.glb\n`,
  );
}
