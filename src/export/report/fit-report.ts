import type { PoseLoss } from '../../asm/skeleton/influence-loss.ts';
import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { headPoseDegrees } from '../../geometry/camera.ts';
import type { InfluenceLoss } from '../rig/weights/solve-weights.ts';
import { escapeHtml, reportPage } from './page.ts';

/** What the HTML report of a fit shows; pictures as data URIs, so that the page opens from disk anywhere. */
export interface ReportInput {
  readonly title: string;
  /** The page beside it on which the head moves. */
  readonly viewer: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly views: readonly { readonly name: string; readonly caption: string; readonly picture: string }[];
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly warnings: readonly string[];
  /** What the last picture of a view tells apart; null where there is none. */
  readonly classes: readonly { readonly name: string; readonly color: readonly [number, number, number] }[] | null;
}

/** Facts, overlays, times, warnings. */
export function reportHtml(input: ReportInput): string {
  const facts = input.facts.map(
    ([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const views = input.views.map(
    (view) =>
      `<figure><figcaption><b>${escapeHtml(view.name)}</b> ${escapeHtml(view.caption)}</figcaption><img class="wide" alt="photo with landmarks, wires, shaded mesh, re-rendering and difference of ${escapeHtml(view.name)}" src="${view.picture}"></figure>`,
  );
  const total = input.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const stages = input.stages.map(
    ({ name, seconds }) =>
      `<tr><th>${escapeHtml(name)}</th><td>${seconds.toFixed(1)} s</td><td><div class="bar" style="width:${((300 * seconds) / total).toFixed(0)}px"></div></td></tr>`,
  );
  const names = input.classes?.map(
    ({ name, color }) => `<span style="border-bottom:3px solid rgb(${color.join(',')})">${escapeHtml(name)}</span>`,
  );
  const legend = names === undefined ? '' : `, what is what (${names.join(', ')})`;
  const warnings = input.warnings.map((warning) => `<li class="warning">${escapeHtml(warning)}</li>`);
  return reportPage(
    input.title,
    `<p><a href="${escapeHtml(input.viewer)}">Turn the head, move its face, lay it over its photographs</a></p>
<table>${facts.join('')}</table>
${warnings.length > 0 ? `<h2>Warnings</h2><ul>${warnings.join('')}</ul>` : ''}
<h2>Views</h2>
<p>From left to right: photograph with landmarks (green to red: detected, by confidence; blue: the head's), wires, shape, re-rendering with the view's own light (head and hair over the photograph), difference times two${legend}.</p>
${views.join('\n')}
<h2>Time</h2><table>${stages.join('')}</table>`,
  );
}

/** What a fit came to, in a line each: the report's first table, and what the command prints. */
export function fitFacts(
  { fitted, views, texture }: DescribedFit,
  loss: InfluenceLoss & { readonly influences: number },
  stages: readonly { readonly seconds: number }[],
): [label: string, value: string][] {
  return [
    ['views used', `${views.length} of ${views.length + fitted.observed.unused.length}`],
    [
      'landmarks, mean rms',
      `${mean(views.map(({ landmarks }) => landmarks?.rmsPercentIod ?? null)).toFixed(2)} % of the inter-ocular distance`,
    ],
    ['re-rendering, mean', `${mean(views.map(({ psnrDb }) => psnrDb)).toFixed(1)} dB`],
    ['texture seen by a view', `${(100 * texture.coverage).toFixed(0)} %`],
    ['parameters', `${fitted.asm.model.layout.parameterCount}`],
    [`loss by ${loss.influences} influences`, lossText(loss)],
    ['time', `${stages.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s`],
  ];
}

/** Mean and largest loss of the rig's few weights, by what moves. */
function lossText({ views, joints, bones }: InfluenceLoss): string {
  const text = ({ meanMm, maxMm }: PoseLoss, where: string): string =>
    `${meanMm.toFixed(3)} mm, ${maxMm.toFixed(2)} at most ${where}`;
  const shown = views === null ? [] : [text(views, 'in the views')];
  return [...shown, text(joints, 'where joints turn'), text(bones, 'where bones move alone')].join('; ');
}

/** Of those that are known. */
function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** How a used view came out, in a line over its sheet. */
export function viewCaption({ fitted, views }: DescribedFit, v: number): string {
  const { landmarks, psnrDb } = views[v];
  const { yaw, pitch } = headPoseDegrees(fitted.cameras[v].rotation);
  const landmarkText =
    landmarks === null
      ? fitted.photoLandmarks[v] === null
        ? 'no landmarks'
        : 'the head lies behind the camera'
      : `landmarks ${landmarks.rmsPx.toFixed(1)} px rms (${landmarks.rmsPercentIod.toFixed(2)} % IOD)`;
  return `yaw ${yaw.toFixed(0)}°, pitch ${pitch.toFixed(0)}°; ${landmarkText}; ${psnrDb === null ? 'no pixel covered' : `${psnrDb.toFixed(1)} dB`}`;
}
