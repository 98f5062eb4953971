import { loadFirstFrame, openPictures } from '../../capture/frames/load-frames.ts';
import { teaserTimeline } from '../../deca/animation-timeline.ts';
import { findFaces } from '../../deca/find-faces.ts';
import { loadDecaModel, reconstructFace } from '../../deca/reconstruct-face.ts';
import { animationPictures, encodeAnimation, photoPanel, rigAnimation } from '../../export/results/animation-files.ts';
import { writeFaceFiles } from '../../export/results/reconstruction-files.ts';
import { beginFace, createFaceTables, faceRig, fineFace, shownFace } from '../../export/rig/face-rig.ts';
import type { ExpressionWeights } from '../../export/rig/shapes/expression-weights.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import { COMMANDS, type CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFaces } from '../with-faces.ts';

export type AnimateFlags = CommandFlags<'animate'>;

/** `asm-fit animate`: a turning head, an opening jaw, and every driver's expression; GIF, WebP and animated GLB. */
export async function runAnimate(path: string, flags: AnimateFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const inputs = [path, flags.expressions];
  const summary = await withFaces(flags, { command: 'animate', inputs, talk }, async (folder, kernels, rigs) => {
    const head = loadPeoplesHead();
    rigs.prepare(head);
    const own = await loadFirstFrame(path);
    const driving = openPictures([flags.expressions], COMMANDS.reconstruct.options.sampleStep.default, talk.warn);
    const {
      model,
      faces,
      warnings: ownWarnings,
    } = await findFaces(() => loadDecaModel(head), [own], { ...flags, painted: true });
    const [drivers, parts] = await Promise.all([
      findFaces(async () => model, driving.frames(), flags),
      loadPartImages(head),
    ]);
    await model.encoder.close();
    const warnings = [...ownWarnings, ...drivers.warnings];
    for (const warning of warnings) talk.warn(warning);
    const tables = createFaceTables(model.decoder, rigs);
    const building = beginFace(kernels, tables, faces[0].view.codes, flags);
    const painted = { ...tables, parts };
    const face = reconstructFace(kernels, painted, own.image, faces[0]);
    const timeline = teaserTimeline(
      face.view.codes,
      drivers.faces.map(({ name, view: { codes } }) => ({
        name,
        expression: codes.expression,
        jawPose: codes.jawPose,
      })),
      flags.fps,
    );
    talk.line(`${timeline.frames.length} frames, ${drivers.faces.length} expressions`);
    const pictures = animationPictures(
      kernels,
      painted,
      { face, photo: await photoPanel(face, own.image), timeline },
      (done) => {
        if (done % 20 === 0) talk.line(`  ${done}/${timeline.frames.length}`);
      },
    );
    // Compressed on other threads while the head is written.
    const encoding = encodeAnimation(pictures, timeline.framesPerSecond);
    const shown = fineFace(painted.topology, shownFace(face));
    const moving = { ...shown, animate: (weightsOf: ExpressionWeights) => [rigAnimation(weightsOf, timeline)] };
    const writing = faceRig(tables, shown, { name: 'animation', building }).then((rigged) =>
      writeFaceFiles(tables, moving, rigged, { folder, prefix: '', name: 'animation' }),
    );
    const [{ gif, webp }] = await Promise.all([encoding, writing]);
    folder.write('animation.gif', gif);
    folder.write('animation.webp', webp);
    return {
      version: 1,
      tool: toolInfo(),
      image: own.name,
      expressions: drivers.faces.map(({ name }) => name),
      frames: timeline.frames.length,
      warnings: [...driving.warnings, ...warnings],
    };
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.frames} frames: ${flags.output}/animation.gif, animation.webp, animation.glb\n`,
  );
}
