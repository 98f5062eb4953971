import type { Camera } from '../../geometry/camera.ts';
import { headPoseDegrees } from '../../geometry/camera.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type FitInput, withObserved } from '../evidence/observe-capture.ts';
import type { ObservedCapture, ObservedView } from '../evidence/observe-views.ts';
import type { FoundCamera } from './find-camera.ts';
import { findViews, turnBetween } from './find-view.ts';
import { photographCameras } from './head-of-views.ts';
import { joinViews } from './join-views.ts';
import { confirmedScore, holdsLandmarks, judgeViews, leastScore, type ViewVerdict } from './judge-views.ts';
import type { MorphableFit, Refits } from './morphable-fit.ts';

/** Fits in which views are left out, and in which views join, at most. */
const ROUNDS = 3;
/** A view whose landmarks put it within so many degrees of where its pixels do keeps them. */
const SAME_DEGREES = 2.5;

/** Where a view was told to be, the others' cameras then, and how its pixels agreed with the head. */
interface ToldCamera {
  readonly camera: Camera;
  readonly others: ReadonlyMap<number, Camera>;
  readonly score: number;
}

/** A view that a fit does without. */
interface LeftView {
  readonly entry: ObservedView;
  /** Where its landmarks, or what was given, put its camera beside the others'; null where they said nothing. */
  readonly told: ToldCamera | null;
}

/** Such a view that is kept where it was told to be. */
interface HeldView extends LeftView {
  readonly told: ToldCamera;
}

/** Such a view where its pixels want it. */
interface FoundView extends LeftView {
  readonly found: FoundCamera;
  /** Degrees from where it was told to be; null where nothing was told. */
  readonly degrees: number | null;
}

/**
 * Holds every camera against the pixels. Views that these do not confirm are left out and the head is fitted without them. Where
 * cameras are solved for, they and the views without landmarks are looked for by their pixels alone and join the fit where these
 * confirm them, without the landmarks that led astray. What nothing confirms stays where its landmarks put it if these see a face near the front
 * ({@link holdsLandmarks}), else it is set aside, and warnings say so.
 */
export async function mendCameras(kernels: Kernels, start: MorphableFit, refits: Refits): Promise<MorphableFit> {
  if (start.input.views.length < 2) return start;
  const solved = start.evidence.rig.kind === 'free';
  const sought = solved ? start.input.observed.unused.filter(({ stranger }) => !stranger) : [];
  let left: LeftView[] = sought.map((entry) => ({ entry, told: null }));
  let fit = start;
  const judge = (of: MorphableFit): Promise<ViewVerdict> => refits.time(async () => judgeViews(kernels, of));
  let verdict = await judge(fit);
  for (let round = 0; round < ROUNDS && verdict.doubtful.length > 0; round++) {
    const doubted = doubtedViews(fit, verdict);
    left.push(...doubted);
    fit = await refits.fromLandmarks(withoutEntries(fit.input, doubted));
    verdict = await judge(fit);
  }
  const best = new Map<ObservedView, FoundView | null>();
  const rejoined: FoundView[] = [];
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    const least = confirmedScore(verdict);
    const [before, looked] = [fit, left];
    const found = await refits.time(async () => lookFor(kernels, before, looked, least));
    for (const [k, { entry }] of left.entries()) best.set(entry, found[k]);
    const sure = found.filter(
      (view): view is FoundView => view !== null && view.found.score >= leastScore(least, view.degrees),
    );
    if (!solved) return settleGiven(start, fit, { left, sure, refits });
    if (sure.length === 0) break;
    const joined = await refits.fromHead(...joining(fit, sure));
    verdict = await judge(joined);
    const refused = verdict.doubtful.map((v) => joined.input.observed.used[v].view);
    const kept = sure.filter(({ entry }) => !refused.includes(entry.view));
    rejoined.push(...kept);
    fit = kept.length === sure.length ? joined : await refits.fromHead(...joining(fit, kept));
    left = left.filter(({ entry }) => !kept.some((view) => view.entry === entry));
    if (kept.length < sure.length) break;
  }
  const held = left.filter((view): view is HeldView => view.told !== null && holds(verdict, view.told));
  if (held.length > 0) {
    fit = await withHeld(fit, held, { rejoined, refits });
    left = left.filter((view) => !held.some(({ entry }) => entry === view.entry));
  }
  return aside(fit, left, best, confirmedScore(verdict));
}

function holds(verdict: ViewVerdict, { camera, score }: ToldCamera): boolean {
  return holdsLandmarks(verdict, score, headPoseDegrees(camera.rotation).yaw);
}

/** A fit anew with views where their landmarks put them, and with those that joined it by their pixels. */
async function withHeld(
  { input }: MorphableFit,
  held: readonly HeldView[],
  { rejoined, refits }: { readonly rejoined: readonly FoundView[]; readonly refits: Refits },
): Promise<MorphableFit> {
  const { observed } = input;
  const told = observed.used.filter(({ view }) => !rejoined.some(({ entry }) => entry.view === view));
  const used = [...told, ...held.map(({ entry }) => entry)].sort((a, b) => a.view.index - b.view.index);
  const warnings = held.map(
    ({ entry: { view }, told: { score } }) =>
      `${view.name}: its pixels agree with the head of the other views by ${score.toFixed(2)} alone, and with none better from elsewhere; it stays where its landmarks put it: another expression, other light, another person, something before the face?`,
  );
  // What is said of views that join is said again where they do.
  const joined = rejoined.flatMap(foundWarnings);
  const said = observed.warnings.filter((warning) => !joined.includes(warning));
  const fit = await refits.fromLandmarks(withObserved(input, { ...observed, used, warnings: [...said, ...warnings] }));
  return rejoined.length === 0 ? fit : refits.fromHead(...joining(fit, rejoined));
}

/** The views in doubt, and where their cameras stand. */
function doubtedViews(fit: MorphableFit, { doubtful, likeness }: ViewVerdict): LeftView[] {
  const cameras = photographCameras(fit);
  const { views, observed } = fit.input;
  const others = new Map(views.map(({ index }, v) => [index, cameras[v]]));
  return doubtful.map((v) => ({
    entry: observed.used[v],
    told: { camera: cameras[v], others, score: likeness[v].score },
  }));
}

function withoutEntries(input: FitInput, left: readonly LeftView[]): FitInput {
  const { observed } = input;
  const used = observed.used.filter(({ view }) => !left.some(({ entry }) => entry.view === view));
  return withObserved(input, { ...observed, used });
}

/** Each where its pixels want it; null where they want it nowhere. */
function lookFor(kernels: Kernels, fit: MorphableFit, left: readonly LeftView[], least: number): (FoundView | null)[] {
  const cameras = photographCameras(fit);
  const found = findViews(
    kernels,
    fit,
    left.map(({ entry: { view, segmentation }, told }) => ({ view, segmentation, guess: told?.camera ?? null })),
    least,
  );
  return left.map((view, k) => {
    const own = found[k];
    return own === null ? null : { ...view, found: own, degrees: turnOf(fit, cameras, view, own.camera) };
  });
}

function turnOf(fit: MorphableFit, cameras: readonly Camera[], { told }: LeftView, camera: Camera): number | null {
  if (told === null) return null;
  const pairs = fit.input.views.flatMap(({ index }, v) => {
    const before = told.others.get(index);
    return before === undefined ? [] : [{ before, after: cameras[v] }];
  });
  return turnBetween(
    { camera: told.camera, others: pairs.map(({ before }) => before) },
    { camera, others: pairs.map(({ after }) => after) },
  );
}

/** Input and first head of a fit that views join. */
function joining(fit: MorphableFit, joined: readonly FoundView[]): [FitInput, ReturnType<typeof joinViews>] {
  const { observed } = fit.input;
  const entries = joined.map(({ entry, degrees }) =>
    keepsLandmarks(degrees) ? entry : { ...entry, observation: null },
  );
  const used = [...observed.used, ...entries].sort((a, b) => a.view.index - b.view.index);
  const unused = observed.unused.filter(({ view }) => !joined.some(({ entry }) => entry.view === view));
  const stale = (warning: string): boolean =>
    joined.some(({ entry: { view } }) => warning.startsWith(`${view.name}: `) && warning.endsWith(SET_ASIDE));
  const warnings = [...observed.warnings.filter((warning) => !stale(warning)), ...joined.flatMap(foundWarnings)];
  const input = withObserved(fit.input, { used, unused, warnings });
  return [input, joinViews(fit, input, new Map(joined.map(({ entry, found }) => [entry.view.index, found.camera])))];
}

function keepsLandmarks(degrees: number | null): boolean {
  return degrees !== null && degrees <= SAME_DEGREES;
}

/** How warnings of views end that a fit does without. */
const SET_ASIDE = 'the view is set aside';

function foundWarnings({ entry, found, degrees }: FoundView): string[] {
  if (keepsLandmarks(degrees)) return [];
  const { yaw } = headPoseDegrees(found.camera.rotation);
  const place = `the head, turned by ${Math.abs(yaw).toFixed(0)} degrees`;
  return [
    degrees === null
      ? `${entry.view.name}: without landmarks, but its pixels show ${place}; its camera is solved from them`
      : `${entry.view.name}: its pixels show ${place}, ${degrees.toFixed(0)} degrees from where its landmarks put it; its camera is solved without them`,
  ];
}

/** The fit without what is left, which was said before of views that had no landmarks. */
function aside(
  fit: MorphableFit,
  left: readonly LeftView[],
  best: ReadonlyMap<ObservedView, FoundView | null>,
  least: number,
): MorphableFit {
  const doubted = left.filter(({ told }) => told !== null);
  if (doubted.length === 0) return fit;
  const warnings = doubted.map(({ entry }) => {
    const view = best.get(entry) ?? null;
    const score = view?.found.score ?? 0;
    const needed = leastScore(least, view?.degrees ?? null);
    const far = needed > least ? `, ${view?.degrees?.toFixed(0)} degrees from where its landmarks put it` : '';
    return `${entry.view.name}: its pixels confirm no camera: at best they agree with the head of the other views by ${score.toFixed(2)}${far}, ${needed.toFixed(2)} is the least; another person, a mirrored picture, something before the face? ${SET_ASIDE}`;
  });
  return { ...fit, input: withAside(fit.input, doubted, warnings) };
}

function withAside({ observed, ...input }: FitInput, left: readonly LeftView[], warnings: readonly string[]): FitInput {
  const out: ObservedCapture = {
    ...observed,
    unused: [...observed.unused, ...left.map(({ entry }) => entry)],
    warnings: [...observed.warnings, ...warnings],
  };
  return { ...input, observed: out };
}

/** Given cameras are not mended: those whose pixels lie elsewhere, or nowhere, are set aside. */
async function settleGiven(
  start: MorphableFit,
  fit: MorphableFit,
  {
    left,
    sure,
    refits,
  }: { readonly left: readonly LeftView[]; readonly sure: readonly FoundView[]; readonly refits: Refits },
): Promise<MorphableFit> {
  const cleared = sure.filter(({ degrees }) => keepsLandmarks(degrees)).map(({ entry }) => entry);
  const wrong = left.filter(({ entry }) => !cleared.includes(entry));
  const warnings = wrong.map(({ entry }) => {
    const found = sure.find((view) => view.entry === entry);
    const what =
      found?.degrees == null
        ? 'through its camera its pixels are not those of the head that the other views show'
        : `its pixels show the head ${found.degrees.toFixed(0)} degrees from where its camera puts it`;
    return `${entry.view.name}: ${what}; ${SET_ASIDE}`;
  });
  const settled = cleared.length === 0 ? fit : await refits.fromLandmarks(withoutEntries(start.input, wrong));
  return { ...settled, input: withAside(settled.input, wrong, warnings) };
}
