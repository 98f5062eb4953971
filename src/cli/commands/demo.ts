import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VIDEO_VIEWS } from '../../capture/frames/choose-frames.ts';
import { loadCapture } from '../../capture/load-capture.ts';
import { readObjVertices } from '../../evaluation/read-obj.ts';
import { cameraRotationError, vertexError } from '../../evaluation/vertex-error.ts';
import { dataFolder } from '../../files/package-files.ts';
import { FIT_DEFAULTS } from '../../fitting/options/fit-options.ts';
import type { Camera } from '../../geometry/camera.ts';
import { regionVertices } from '../../head/head-model.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { HEAD_MODEL } from '../options/shared-options.ts';
import { createTalk } from '../talk.ts';
import { runFit } from './fit.ts';

/** `asm-fit demo`: fits the capture that ships, cameras unknown, and prints the error against its truth. */
export async function runDemo(flags: CommandFlags<'demo'>): Promise<void> {
  const folder = join(dataFolder(), 'demo');
  const talk = createTalk(flags.quiet);
  const fitted = await runFit(
    folder,
    {
      ...flags,
      videoViews: VIDEO_VIEWS,
      ignoreCameras: true,
      head: HEAD_MODEL.default,
      init: FIT_DEFAULTS.init,
      detail: FIT_DEFAULTS.detail,
      strict: FIT_DEFAULTS.strict,
      recognition: FIT_DEFAULTS.recognition,
      segmentation: FIT_DEFAULTS.segmentation,
      keepExpression: FIT_DEFAULTS.keepExpression,
      textureSize: FIT_DEFAULTS.textureSize,
      complete: FIT_DEFAULTS.complete,
      hair: FIT_DEFAULTS.hair,
      influences: FIT_DEFAULTS.influences,
      shapes: FIT_DEFAULTS.shapes,
      extras: FIT_DEFAULTS.extras,
      open: false,
    },
    talk,
  );
  const truth = readObjVertices(readFileSync(join(folder, 'truth.obj'), 'utf8'));
  const face = regionVertices(fitted.head, 'face');
  const asm = vertexError(fitted.positions, truth, face);
  const first = vertexError(fitted.initial.positions, truth, face);
  const template = vertexError(fitted.head.template, truth, face);
  const given = await loadCapture(folder);
  const angles = fitted.observed.used.map(({ view }, v) => {
    const camera = given.views.find((candidate) => candidate.index === view.index)?.camera as Camera;
    return cameraRotationError(fitted.cameras[v], camera, asm.alignment);
  });
  const result = {
    vertexErrorMeanMm: { template: template.meanMm, deca: first.meanMm, asm: asm.meanMm },
    cameraRotationErrorDegrees: angles.reduce((a, b) => a + b, 0) / angles.length,
    report: join(flags.output, 'report.html'),
  };
  const show = (mm: number): string => `${mm.toFixed(2)} mm`;
  const text = [
    `mean vertex error against truth: template ${show(template.meanMm)}, first mesh ${show(first.meanMm)}, ASM ${show(asm.meanMm)}`,
    `mean camera rotation error: ${result.cameraRotationErrorDegrees.toFixed(2)} degrees`,
    `report: ${result.report}`,
  ].join('\n');
  // With --json the fit has printed its document; the comparison is talk then.
  if (flags.json) talk.line(text);
  else talk.result(`${text}\n`);
}
